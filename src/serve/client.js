// Follows the editions of the site: brings the page to another than the one that it shows, or changes its style sheets
// where only those are others; and leads from entries to their files.
(() => {
  const script = document.currentScript;
  let { revision, pages } = script.dataset;
  const STATE = "whosays";

  // Browsers allow few connections to one server, so pages that nobody sees do not hold one. They hear of the latest
  // edition when they are seen again.
  let editions;
  const listen = () => {
    editions?.close();
    if (document.hidden) return;
    editions = new EventSource("/__whosays/events");
    editions.onmessage = ({ data }) => follow(JSON.parse(data));
  };

  let latest;
  let busy = false;
  async function follow(edition) {
    latest = edition;
    if (busy) return;
    busy = true;
    while (latest.pages !== pages || latest.revision !== revision) {
      const answer = await fetch(location.href).catch(() => undefined);
      // Where the server has gone, another connection will tell of an edition.
      if (!answer) break;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      // The edition of the answer may be a later one than that which was told.
      const told = fresh.querySelector('script[src="/__whosays/client.js"]')?.dataset;
      if (!answer.ok || !told || !(told.pages === pages ? restyle(fresh) : exchange(fresh))) return reload();
      ({ revision, pages } = told);
    }
    busy = false;
  }

  const markers = () => [...document.querySelectorAll("[popovertarget]")];
  const details = () => [...document.querySelectorAll("details")];

  // What is open, and where the reader is.
  const state = () => ({
    path: location.pathname,
    scroll: [scrollX, scrollY],
    focus: document.activeElement?.id,
    cards: [...document.querySelectorAll(":popover-open")].map((card) => card.id),
    details: details().flatMap(({ open }, index) => (open ? [index] : [])),
  });

  function restore(state) {
    if (state?.path !== location.pathname) return;
    details().forEach((found, index) => (found.open ||= state.details.includes(index)));
    for (const id of state.cards) {
      const openers = markers().filter((marker) => marker.getAttribute("popovertarget") === id);
      const source = openers.find((marker) => marker.id === state.focus) ?? openers[0];
      document.getElementById(id)?.showPopover?.({ source });
    }
    if (state.focus) document.getElementById(state.focus)?.focus({ preventScroll: true });
    scrollTo({ left: state.scroll[0], top: state.scroll[1], behavior: "instant" });
  }

  function reload() {
    editions?.close();
    sessionStorage.setItem(STATE, JSON.stringify(state()));
    location.reload();
  }

  const sheets = (from) => [...from.querySelectorAll('head link[rel="stylesheet"]:not([data-whosays])')];

  // To load a page takes several times as long as to put another body into it. That is right where no script holds on to
  // what it found in the old one: the script of the cards listens to the document alone.
  function exchange(fresh) {
    const scripts = (from) => [...from.querySelectorAll('script[src]:not([src^="/__whosays/"])')].map((it) => it.getAttribute("src"));
    const policy = (from) => from.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content;
    const styles = (from) => sheets(from).map((link) => link.getAttribute("href"));
    const same = (what) => what(fresh).toString() === what(document).toString();
    const cards = /(^|\/)cards(\.[0-9a-f]{10})?\.js$/;
    const fits =
      !document.getElementById("whosays-mistakes") &&
      same(scripts) &&
      scripts(fresh).every((src) => cards.test(src)) &&
      same(styles) &&
      policy(fresh) === policy(document);
    if (!fits) return false;
    const before = state();
    const stays = (node) => node.matches('link[rel="stylesheet"], script[src], meta[http-equiv]');
    [...document.head.children].filter((node) => !stays(node)).forEach((node) => node.remove());
    document.head.append(...[...fresh.head.children].filter((node) => !stays(node)));
    document.documentElement.lang = fresh.documentElement.lang;
    document.body.replaceWith(document.adoptNode(fresh.body));
    restore(before);
    edit();
    return true;
  }

  // The page as it is now tells which style sheets it has; each is loaded before the old one goes.
  function restyle(page) {
    const [fresh, old] = [sheets(page), sheets(document)];
    if (fresh.length !== old.length) return false;
    old.forEach((link, index) => {
      const next = link.cloneNode();
      next.href = fresh[index].getAttribute("href");
      next.onload = next.onerror = () => link.remove();
      link.after(next);
    });
    return true;
  }

  // What is wrong lies over the page, and may be put aside.
  const overlay = document.getElementById("whosays-mistakes");
  overlay?.shadowRoot?.querySelector("button").addEventListener("click", () => overlay.remove());
  addEventListener("keydown", ({ key }) => key === "Escape" && overlay?.remove());

  async function edit() {
    const { body } = document;
    const answer = await fetch("/__whosays/entries" + location.pathname);
    if (!answer.ok) return;
    const { page, links } = await answer.json();
    if (document.body !== body) return;
    if (!document.querySelector("link[data-whosays]")) {
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = "/__whosays/client.css";
      sheet.dataset.whosays = "";
      document.head.append(sheet);
    }
    const way = (href, what) => {
      const link = document.createElement("a");
      link.className = "whosays-edit";
      link.href = href;
      link.textContent = "edit";
      link.setAttribute("aria-label", `edit ${what}`);
      return link;
    };
    const heading = document.querySelector("main h1");
    if (page) heading?.append(way(page, heading.textContent.trim()));
    for (const link of document.querySelectorAll("main a[href]")) {
      const place = links[link.getAttribute("href")];
      if (place && link.textContent.trim()) link.after(way(place, link.textContent.trim()));
    }
  }

  restore(JSON.parse(sessionStorage.getItem(STATE)));
  sessionStorage.removeItem(STATE);
  document.addEventListener("visibilitychange", listen);
  listen();
  edit();
})();
