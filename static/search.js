// Searches the entries and the prose of the site. Nothing is loaded before the field is used: then
// the library and the head of the index, and of a large index only the parts that hold the words
// asked for. Parts are scripts, as pages opened from disk may not fetch. How text is cut into terms
// is told in src/export/search.rs, which writes the index; it is the same here.
(() => {
  const form = document.querySelector("form.search");
  const field = form.querySelector("input");
  const found = document.querySelector(".found");
  const list = found.querySelector("ol");
  const status = found.querySelector("p");
  const { index, root } = form.dataset;
  const MOST = 30;
  // A beginning that spreads over more parts is looked up in the first of them.
  const PARTS = 4;
  // An index of so few files is loaded whole once the field is used: the first word finds it there.
  const FEW = 12;

  let head;
  const terms = [];
  const entries = [];
  window.whosays = {
    head: (given) => (head = given),
    terms: (part, text) => (terms[part] = text),
    entries: (part, rows) => (entries[part] = rows),
  };

  const loading = new Map();
  const load = (name) => {
    if (!loading.has(name)) {
      const script = document.createElement("script");
      script.src = index + name;
      loading.set(
        name,
        new Promise((done, failed) => {
          script.onload = done;
          script.onerror = () => failed(new Error(`${name} could not be loaded`));
        }),
      );
      document.head.append(script);
    }
    return loading.get(name);
  };
  const loadTerms = (part) => load(`terms-${part}.js?${head.version}`);
  const loadEntries = (chunk) => load(`entries-${chunk}.js?${head.version}`);
  const start = () => Promise.all([load("minisearch.js"), load("index.js")]);

  const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\u{20000}-\u{3ffff}]/u;
  const cut = (text) =>
    text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(new RegExp(unspaced, "gu"), " $& ")
      .match(/[\p{Alphabetic}\p{N}]+/gu) ?? [];

  // The parts in which terms with a beginning stand: each holds the terms from its first on.
  const partsOf = (beginning) => {
    const { parts } = head;
    const below = (limit) => parts.filter((first) => first < limit).length;
    const from = Math.max(0, parts.filter((first) => first <= beginning).length - 1);
    const to = Math.max(from + 1, below(`${beginning}\u{10ffff}`));
    return Array.from({ length: Math.min(to - from, PARTS) }, (_, step) => from + step);
  };

  const documents = (numbers) => {
    const of = {};
    let last = 0;
    if (numbers) for (const step of numbers.split(",")) of[(last += parseInt(step, 36))] = 1;
    return of;
  };

  // What does not depend on the question, made once.
  let frame;
  const framed = () => {
    if (frame) return frame;
    const count = head.lengths.length / 2;
    const documentIds = {};
    const fieldLength = {};
    const sums = [0, 0];
    for (let number = 0; number < count; number++) {
      const lengths = [0, 1].map((side) => parseInt(head.lengths[2 * number + side], 36) || 1);
      lengths[1] *= 8;
      documentIds[number] = number;
      fieldLength[number] = lengths;
      sums[0] += lengths[0];
      sums[1] += lengths[1];
    }
    frame = {
      documentCount: count,
      nextId: count,
      documentIds,
      fieldLength,
      averageFieldLength: sums.map((sum) => sum / count),
      fieldIds: { title: 0, words: 1 },
      storedFields: {},
      dirtCount: 0,
      serializationVersion: 2,
    };
    return frame;
  };

  const engines = new Map();
  const engine = (parts, wanted) => {
    // Of a part only the terms that begin as one asked for does: the library need not take in more.
    const heads = [...new Set(wanted.map((term) => term.slice(0, 2)))].sort();
    const key = [...parts, ...heads].join();
    if (!engines.has(key)) {
      const fits = (line) => heads.some((head) => line.startsWith(head));
      const lines = parts.flatMap((part) => terms[part].split("\n").filter(fits));
      const rows = lines.map((line) => {
        const [term, titles, words] = line.split(/[ |]/);
        return [term, { 0: documents(titles), 1: documents(words) }];
      });
      const options = { fields: ["title", "words"], tokenize: cut, processTerm: (term) => term };
      if (engines.size > 8) engines.clear();
      engines.set(key, MiniSearch.loadJS({ ...framed(), index: rows }, options));
    }
    return engines.get(key);
  };

  const find = async (text) => {
    await start();
    const common = new Set(head.common);
    const asked = cut(text).slice(0, 12);
    const wanted = asked.filter((term) => !common.has(term));
    if (!wanted.length || !head.lengths) return { asked, wanted, results: [] };
    const parts = [...new Set(wanted.flatMap(partsOf))].sort((a, b) => a - b);
    await Promise.all(parts.map(loadTerms));
    const options = {
      prefix: true,
      fuzzy: (term) => (term.length > 5 ? 1 : false),
      boost: { title: 4 },
      weights: { prefix: 0.6, fuzzy: 0.2 },
    };
    const searched = engine(parts, wanted);
    const query = wanted.join(" ");
    let results = searched.search(query, { ...options, combineWith: "AND" });
    let some = false;
    if (!results.length && wanted.length > 1) {
      results = searched.search(query, options);
      some = results.length > 0;
    }
    const shown = results.slice(0, MOST);
    const chunks = new Set(shown.map(({ id }) => Math.floor(id / head.chunk)));
    await Promise.all([...chunks].map(loadEntries));
    return { asked, wanted, some, results, shown };
  };

  // What the first word will need.
  const prepare = async () => {
    await start();
    if (!head.lengths) return;
    framed();
    const chunks = Math.ceil(head.lengths.length / 2 / head.chunk);
    if (head.parts.length + chunks > FEW) return;
    const files = head.parts.map((_, part) => loadTerms(part));
    for (let chunk = 0; chunk < chunks; chunk++) files.push(loadEntries(chunk));
    await Promise.all(files);
  };

  const line = ({ id }) => {
    const [kind, title, hint, href] = entries[Math.floor(id / head.chunk)][id % head.chunk];
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = root + href;
    link.textContent = title;
    const beside = document.createElement("span");
    beside.className = "cnt";
    beside.textContent = hint ? `${kind}, ${hint}` : kind;
    item.append(link, " ", beside);
    return item;
  };

  const words = ({ asked, wanted, some, results, shown }) => {
    if (!wanted.length) {
      return asked.length ? "These words stand nearly everywhere here. Add another." : "";
    }
    if (!results.length) return "Nothing was found. All entries stand below, A to Z.";
    const count = results.length === 1 ? "1 place" : `${results.length} places`;
    const of = some ? ", each with some of the words" : "";
    return results.length > shown.length
      ? `${count}${of}; the first ${shown.length} are shown.`
      : `${count}${of}.`;
  };

  let latest = 0;
  const search = async () => {
    const asking = ++latest;
    const text = field.value.trim();
    found.hidden = !text;
    if (!text) return list.replaceChildren();
    try {
      const answer = await find(text);
      if (asking !== latest) return;
      list.replaceChildren(...(answer.shown ?? []).map(line));
      status.textContent = words(answer);
    } catch (error) {
      status.textContent = `The search does not work here: ${error.message}.`;
    }
  };

  form.hidden = false;
  field.addEventListener("focus", () => prepare().catch(() => {}), { once: true });
  field.addEventListener("input", search);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = new URL(location.href);
    address.searchParams.set("q", field.value.trim());
    address.hash = "";
    history.replaceState(null, "", address);
    search();
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    field.value = asked;
    search();
  }
})();
