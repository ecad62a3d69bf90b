// Follows the editions of the site: reloads the page when there is another than the one that it shows, or changes its
// style sheets where only those are others; and leads from entries to their files.
(() => {
  const { pages } = document.currentScript.dataset;
  let { revision } = document.currentScript.dataset;
  const STATE = "whosays";

  // Browsers allow few connections to one server, so pages that nobody sees do not hold one. They hear of the latest
  // edition when they are seen again.
  let editions;
  const listen = () => {
    editions?.close();
    if (document.hidden) return;
    editions = new EventSource("/__whosays/events");
    editions.onmessage = ({ data }) => {
      const latest = JSON.parse(data);
      if (latest.pages !== pages) reload();
      else if (latest.revision !== revision) restyle(latest.revision);
    };
  };

  const markers = () => [...document.querySelectorAll("[popovertarget]")];
  const details = () => [...document.querySelectorAll("details")];

  function reload() {
    editions.close();
    const state = {
      path: location.pathname,
      scroll: [scrollX, scrollY],
      focus: document.activeElement?.id,
      cards: [...document.querySelectorAll(":popover-open")].map((card) => card.id),
      details: details().flatMap(({ open }, index) => (open ? [index] : [])),
    };
    sessionStorage.setItem(STATE, JSON.stringify(state));
    location.reload();
  }

  // What was open and where the reader was, before the page was loaded anew.
  function restore() {
    const state = JSON.parse(sessionStorage.getItem(STATE));
    sessionStorage.removeItem(STATE);
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

  const sheets = (from) => [...from.querySelectorAll('head link[rel="stylesheet"]:not([data-whosays])')];

  // The page as it is now tells which style sheets it has; each is loaded before the old one goes.
  async function restyle(to) {
    revision = to;
    const answer = await fetch(location.href);
    const fresh = sheets(new DOMParser().parseFromString(await answer.text(), "text/html"));
    const old = sheets(document);
    if (!answer.ok || fresh.length !== old.length) return reload();
    old.forEach((link, index) => {
      const next = link.cloneNode();
      next.href = fresh[index].getAttribute("href");
      next.onload = next.onerror = () => link.remove();
      link.after(next);
    });
  }

  // What is wrong lies over the page, and may be put aside.
  const overlay = document.getElementById("whosays-mistakes");
  overlay?.shadowRoot?.querySelector("button").addEventListener("click", () => overlay.remove());
  addEventListener("keydown", ({ key }) => key === "Escape" && overlay?.remove());

  async function edit() {
    const answer = await fetch("/__whosays/entries" + location.pathname);
    if (!answer.ok) return;
    const { page, links } = await answer.json();
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = "/__whosays/client.css";
    sheet.dataset.whosays = "";
    document.head.append(sheet);
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

  restore();
  document.addEventListener("visibilitychange", listen);
  listen();
  edit();
})();
