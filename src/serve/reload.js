// Reloads the page when there is another edition of the site than the one that it shows.
(() => {
  const shown = document.currentScript.dataset.revision;
  let editions;
  // Browsers allow few connections to one server, so pages that nobody sees do not hold one. They
  // hear of the latest edition when they are seen again.
  const listen = () => {
    editions?.close();
    if (document.hidden) return;
    editions = new EventSource("/__whosays/events");
    editions.onmessage = (event) => {
      if (event.data !== shown) location.reload();
    };
  };
  document.addEventListener("visibilitychange", listen);
  listen();
})();
