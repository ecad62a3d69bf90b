// Zooms the lanes of the timeline: a brush over the line of time, buttons, and arrow keys. The
// picture, its list and its filters are whole without it. Places in the lanes are percentages, so a
// lane is zoomed by making it wider than the box that it is put in; marks and words keep their size.
(() => {
  const MOST = 40;
  for (const lanes of document.querySelectorAll("figure .lanes")) {
    const axis = lanes.querySelector(".laneaxis .axisbox");
    if (!axis) continue;
    const pictures = [axis, ...lanes.querySelectorAll(".lanerow > svg, .minilanes li > svg")].map((picture) => {
      const box = document.createElement("div");
      box.className = "zoombox";
      picture.replaceWith(box);
      box.append(picture);
      picture.classList.add("zoomed");
      return picture;
    });
    const stage = pictures[0].parentElement;
    const bar = document.createElement("div");
    bar.className = "zoombar";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Zoom of the timeline");
    let from = 0;
    let zoom = 1;
    const show = (start, factor) => {
      zoom = Math.min(MOST, Math.max(1, factor));
      from = Math.min(1 - 1 / zoom, Math.max(0, start));
      for (const { style } of pictures) {
        style.width = `${zoom * 100}%`;
        style.marginInlineStart = `${-from * zoom * 100}%`;
      }
      for (const button of bar.children) button.disabled = button.dataset.out !== undefined && zoom === 1;
    };
    const around = (middle, factor) => show(middle - 0.5 / factor, factor);
    const middle = () => from + 0.5 / zoom;
    const add = (text, out, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      if (out) button.dataset.out = "";
      button.addEventListener("click", act);
      bar.append(button);
    };
    add("Closer", false, () => around(middle(), zoom * 2));
    add("Farther", true, () => around(middle(), zoom / 2));
    add("Earlier", true, () => show(from - 0.5 / zoom, zoom));
    add("Later", true, () => show(from + 0.5 / zoom, zoom));
    add("All", true, () => show(0, 1));
    lanes.prepend(bar);
    bar.addEventListener("keydown", ({ key }) => {
      if (key === "ArrowLeft") show(from - 0.25 / zoom, zoom);
      if (key === "ArrowRight") show(from + 0.25 / zoom, zoom);
    });

    // The brush: from where the pointer goes down to where it goes up.
    let first;
    const brush = document.createElement("span");
    brush.className = "brush";
    stage.append(brush);
    stage.classList.add("brushed");
    const at = ({ clientX }) => {
      const { left, width } = stage.getBoundingClientRect();
      return Math.min(1, Math.max(0, (clientX - left) / width));
    };
    const draw = (low, high) => {
      brush.style.left = `${low * 100}%`;
      brush.style.width = `${(high - low) * 100}%`;
    };
    stage.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      first = at(event);
      stage.setPointerCapture(event.pointerId);
      draw(first, first);
    });
    stage.addEventListener("pointermove", (event) => {
      if (first !== undefined) draw(Math.min(first, at(event)), Math.max(first, at(event)));
    });
    const end = (event) => {
      if (first === undefined) return;
      const [low, high] = [first, at(event)].sort((a, b) => a - b);
      first = undefined;
      draw(0, 0);
      if (event.type === "pointerup" && high - low > 0.02) {
        show(from + low / zoom, zoom / (high - low));
      }
    };
    stage.addEventListener("pointerup", end);
    stage.addEventListener("pointercancel", end);
    show(0, 1);
  }
})();
