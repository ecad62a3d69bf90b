-- Drives Neovim, without a window, against the program in $WHOSAYS on the site in the current folder, and
-- prints what it saw as JSON, one thing a line. The site is that of `tests/lsp.rs`.

local path = 'content/claims/moved.md'
local root = vim.fn.getcwd()

local function say(name, value)
  io.stdout:write(vim.fn.json_encode({ [name] = value }) .. '\n')
end

vim.o.swapfile = false
vim.o.hidden = true
vim.cmd('edit ' .. path)
vim.bo.filetype = 'markdown'
local buffer = vim.api.nvim_get_current_buf()
local client = vim.lsp.start_client({
  name = 'whosays', cmd = { vim.env.WHOSAYS, 'lsp' }, root_dir = root,
  workspace_folders = { { uri = vim.uri_from_fname(root), name = 'site' } },
})
vim.lsp.buf_attach_client(buffer, client)
assert(vim.wait(60000, function()
  local known = vim.lsp.get_client_by_id(client)
  return known ~= nil and known.initialized
end, 10))

-- Asks about the place of the first character of `words` in the line that has them.
local function ask(method, words, more)
  local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  for number, line in ipairs(lines) do
    local start = line:find(words, 1, true)
    if start then
      local _, column = vim.str_utfindex(line, start - 1)
      local params = {
        textDocument = vim.lsp.util.make_text_document_params(buffer),
        position = { line = number - 1, character = column },
      }
      params = vim.tbl_extend('force', params, more or {})
      local answers = assert(vim.lsp.buf_request_sync(buffer, method, params, 60000))
      return assert(answers[client]).result
    end
  end
  error('no line has ' .. words)
end

local function diagnostics(wanted)
  vim.wait(60000, function()
    for _, found in ipairs(vim.diagnostic.get(buffer)) do
      if found.message:find(wanted, 1, true) then return true end
    end
    return false
  end, 10)
  local words = {}
  for _, found in ipairs(vim.diagnostic.get(buffer)) do
    if found.message:find(wanted, 1, true) then
      local line = vim.api.nvim_buf_get_lines(buffer, found.lnum, found.lnum + 1, false)[1]
      table.insert(words, line:sub(found.col + 1, found.end_col))
    end
  end
  return words
end

say('hover', ask('textDocument/hover', 'guild) says').contents.value)
local definition = ask('textDocument/definition', 'guild, stance')
say('definition', vim.fn.fnamemodify(vim.uri_to_fname(definition.uri), ':.'))

-- A mistake behind é, 漢字 and 🌕, mended by its action.
vim.cmd([[%s/\[The Guild\](actor:guild)/[The Guild](actor:guidl)/]])
say('diagnostics', diagnostics('`guidl`'))
local range = vim.lsp.util.make_given_range_params({ 12, 0 }, { 12, 60 }, buffer, 'utf-16').range
local actions = ask('textDocument/codeAction', 'guidl', { range = range, context = { diagnostics = {} } })
for _, action in ipairs(actions) do
  if action.title == 'Write `guild`' then
    vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
  end
end
say('mended', vim.api.nvim_buf_get_lines(buffer, 11, 12, false)[1])

vim.cmd([[%s/by: council/by: cons/]])
local items = ask('textDocument/completion', 'cons')
say('completion', vim.tbl_map(function(item) return item.label end, items.items))
vim.cmd([[%s/by: cons/by: council/]])

local edit = ask('textDocument/rename', 'guild, stance', { newName = 'masons' })
vim.lsp.util.apply_workspace_edit(edit, 'utf-16')
vim.cmd('silent wall')
say('renamed', vim.fn.filereadable('content/actors/masons.md'))
vim.cmd('qall!')
