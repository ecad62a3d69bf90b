// Filters work without this script. It writes what is chosen into the address, and chooses what an
// address says.
(() => {
  const radios = [...document.querySelectorAll(".choices input[type=radio]")];
  const named = (name) => radios.filter((radio) => radio.name === name);
  const names = new Set(radios.map((radio) => radio.name));
  const write = () => {
    const now = new URL(location.href);
    // A fragment of one choice gives way to the choice itself.
    if (now.hash.startsWith("#only-")) {
      location.replace("#all");
      now.hash = "";
    }
    for (const { name, value, checked } of radios) {
      if (!checked) continue;
      if (value === "all") now.searchParams.delete(name);
      else now.searchParams.set(name, value);
    }
    history.replaceState(null, "", now);
  };
  const read = () => {
    const { searchParams, hash } = new URL(location.href);
    for (const name of names) {
      const value = searchParams.get(name);
      const fits = (radio) => radio.value === value || hash === `#only-${radio.value}`;
      const chosen = named(name).find(fits);
      if (chosen) chosen.checked = true;
    }
    if (hash.startsWith("#only-")) write();
  };
  for (const radio of radios) radio.addEventListener("change", write);
  addEventListener("hashchange", read);
  read();
})();
