// Starts `whosays lsp` for folders with a `site.yaml`, and stops it when the window closes.

const { workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

exports.activate = () => {
  const settings = workspace.getConfiguration('whosays');
  const server = { command: settings.get('command'), args: settings.get('arguments') };
  const documentSelector = [
    { scheme: 'file', language: 'markdown' },
    { scheme: 'file', language: 'yaml', pattern: '**/site.yaml' },
    { scheme: 'file', pattern: '**/templates/**' },
  ];
  client = new LanguageClient('whosays', 'Whosays', server, { documentSelector });
  return client.start();
};

exports.deactivate = () => client?.stop();
