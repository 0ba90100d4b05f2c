// The picture of the network that moves. Without this file the page has the same as a drawing and as a table.
"use strict";

(() => {
  const stage = document.getElementById("net");
  if (!stage || typeof cytoscape !== "function") return;
  const SHAPES = ["ellipse", "rectangle", "triangle", "diamond", "hexagon", "pentagon", "polygon", "octagon"];
  const MANY = 300; // above so many actors the browser draws with less care while it moves
  const LONGEST = 28; // letters of a name in the picture; the one on whom the keyboard stands has it whole
  const INSET = 40;
  const NAMED = 40; // of so many of the best connected the names are tried where the picture is small
  const data = stage.dataset;
  const kinds = JSON.parse(data.kinds);
  const stages = JSON.parse(data.stages);
  const fields = [...document.querySelectorAll("#net-fields [data-look] > span:first-of-type")].map((part) => part.textContent);
  const part = (id) => document.getElementById(id);
  const [said, box, search] = [part("net-said"), part("net-box"), part("net-search")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let cy = null;
  let isLarge = false; // drawn with less care
  let isWhole = true; // as long as nobody moved the picture it fits its frame
  let current = null; // the actor on whom the keyboard stands

  fetch(data.content, { headers: { Accept: "application/json" }, redirect: "error" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
    .then(start)
    .catch(() => (said.textContent = data.failed));

  // --- colours: KERN's, as the theme has them, in the notation that cytoscape reads ---
  function inks() {
    const probe = document.createElement("span");
    probe.hidden = true;
    stage.append(probe);
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const read = (name) => {
      probe.style.color = `var(${name})`;
      pen.fillStyle = getComputedStyle(probe).color;
      pen.fillRect(0, 0, 1, 1);
      return `rgb(${[...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).join(",")})`;
    };
    const found = { fields: SHAPES.map((_shape, look) => read(`--wf-net-${look}`)) };
    for (const name of ["surface", "text", "muted", "action", "focus"]) found[name] = read(`--wf-${name}`);
    probe.remove();
    return found;
  }
  const shorten = (name) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);
  function style() {
    const ink = inks();
    const tip = isLarge ? "mid-target-arrow" : "target-arrow";
    return [
      {
        selector: "node",
        style: {
          width: "data(size)",
          height: "data(size)",
          shape: "ellipse",
          "background-color": ink.surface,
          "border-width": 2,
          "border-color": ink.muted,
          label: "",
          "font-family": getComputedStyle(stage).fontFamily,
          "font-size": 13,
          color: ink.text,
          "text-valign": "bottom",
          "text-margin-y": 3,
          "text-outline-color": ink.surface,
          "text-outline-width": 2.5,
          "overlay-opacity": 0,
        },
      },
      ...ink.fields.map((colour, look) => ({
        selector: `node[look = ${look}]`,
        style: {
          "background-color": colour,
          "border-width": 1.5,
          "border-color": ink.surface,
          shape: SHAPES[look],
          ...(SHAPES[look] === "polygon" ? { "shape-polygon-points": [-1, -1, 1, -1, 0, 1] } : {}),
        },
      })),
      // In a large picture arrows stand in the middle of their line, which is drawn twice as quickly.
      {
        selector: "edge",
        style: { width: 1.5, "line-color": ink.muted, "curve-style": isLarge ? "haystack" : "straight", "haystack-radius": 0, "overlay-opacity": 0 },
      },
      { selector: "edge.beside", style: { "curve-style": "bezier", "control-point-step-size": 26 } },
      { selector: "edge.preparation", style: { "line-style": "dashed" } },
      { selector: "edge.closed", style: { "line-style": "dotted" } },
      { selector: "edge.directed", style: { [`${tip}-shape`]: "triangle", [`${tip}-color`]: ink.muted, "arrow-scale": 0.9 } },
      { selector: ".away", style: { opacity: 0.4 } },
      { selector: "edge.near", style: { width: 2.5, "line-color": ink.action, [`${tip}-color`]: ink.action } },
      // Measuring names is what costs most, so only those have one that can be read.
      { selector: "node.named", style: { label: "data(short)", "z-index": 5 } },
      { selector: "node.current", style: { label: "data(name)", "border-width": 5, "border-color": ink.focus, "font-weight": "bold", "z-index": 9 } },
    ];
  }

  // --- the picture ---
  function start(content) {
    const canvas = document.createElement("div");
    canvas.className = "wf-net__canvas";
    stage.append(canvas);
    stage.classList.add("wf-net__stage--moves");
    Object.assign(stage, { tabIndex: 0 });
    stage.setAttribute("role", "application");
    stage.setAttribute("aria-label", data.label);
    stage.setAttribute("aria-describedby", "net-help");
    const pairs = new Map();
    for (const [, first, second] of content.edges) {
      const pair = first < second ? `${first} ${second}` : `${second} ${first}`;
      pairs.set(pair, (pairs.get(pair) || 0) + 1);
    }
    const elements = content.nodes.map(([key, name, look, degree, x, y, own]) => ({
      group: "nodes",
      data: { id: `a${key}`, key, name, short: shorten(name), look, degree, own, size: 2 * Math.min(26, 6 + 2.6 * Math.sqrt(degree)) },
      position: { x, y },
    }));
    for (const [key, first, second, kind, step] of content.edges) {
      const isBeside = pairs.get(first < second ? `${first} ${second}` : `${second} ${first}`) > 1;
      elements.push({
        group: "edges",
        data: { id: `c${key}`, key, source: `a${first}`, target: `a${second}`, kind, stage: step },
        classes: [stages[step][1], kinds[kind][2] ? "directed" : "", isBeside ? "beside" : ""].filter(Boolean),
      });
    }
    isLarge = content.nodes.length > MANY;
    cy = cytoscape({
      container: canvas,
      elements,
      style: style(),
      layout: { name: "preset", fit: false },
      minZoom: 0.04,
      maxZoom: 4,
      userZoomingEnabled: false,
      boxSelectionEnabled: false,
      selectionType: "single",
      autounselectify: true,
      hideEdgesOnViewport: isLarge,
      textureOnViewport: isLarge,
      pixelRatio: isLarge ? 1 : "auto",
    });
    all(false);
    names();
    listen();
    part("net-help").hidden = false;
    part("net-zoom").hidden = false;
    part("net-names").replaceChildren(...content.nodes.map(([, name]) => Object.assign(document.createElement("option"), { value: name })));
    // The drawing stands until the picture that moves is there.
    cy.one("render", () => stage.classList.add("wf-net__stage--drawn"));
    if (content.hub) stand(cy.getElementById(`a${content.hub}`), false);
    stage.dataset.ready = "";
  }

  // Who has a name is chosen anew for each view: the actor with the keyboard, its neighbours, then the best connected, as far as no name
  // covers another. Names keep their size on the screen where the picture is small.
  function names() {
    const zoom = cy.zoom();
    const size = 13 * Math.max(1, zoom);
    const around = current ? current.neighborhood("node").toArray() : [];
    const others = cy.nodes().toArray();
    const taken = [];
    const named = [];
    for (const node of [...(current ? [current] : []), ...around, ...(zoom > 0.75 ? others : others.slice(0, NAMED))]) {
      if (named.includes(node) || !isInView(node, 0)) continue;
      const { x, y } = node.renderedPosition();
      const half = node.data("short").length * size * 0.27;
      const top = y + (zoom * node.data("size")) / 2;
      const room = [x - half, top, x + half, top + size * 1.3];
      if (node !== current && taken.some((other) => room[0] < other[2] && other[0] < room[2] && room[1] < other[3] && other[1] < room[3])) continue;
      taken.push(room);
      named.push(node);
    }
    const chosen = cy.collection(named);
    cy.batch(() => {
      cy.nodes(".named").difference(chosen).removeClass("named").removeStyle("font-size");
      chosen.addClass("named").style("font-size", 13 / Math.min(1, zoom));
    });
  }
  function isInView(node, inset) {
    const { x, y } = node.renderedPosition();
    return x > inset && y > inset && x < cy.width() - inset && y < cy.height() - inset;
  }
  // What the whole fits into; cytoscape's own way measures every line and every name first.
  function whole() {
    const places = cy.nodes().map((node) => node.position());
    const [xs, ys] = [places.map((place) => place.x), places.map((place) => place.y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const zoom = Math.max(cy.minZoom(), Math.min(1.4, (cy.width() - 2 * INSET) / Math.max(1, right - left), (cy.height() - 2 * INSET) / Math.max(1, bottom - top)));
    return { zoom, pan: { x: cy.width() / 2 - (zoom * (left + right)) / 2, y: cy.height() / 2 - (zoom * (top + bottom)) / 2 } };
  }
  function move(view, isMoving = true) {
    cy.stop();
    isWhole = false;
    if (calm.matches || isLarge || !isMoving) cy.viewport(view);
    else cy.animate(view, { duration: 200 });
  }
  function all(isMoving) {
    move(whole(), isMoving);
    isWhole = true;
  }
  function look(level, node = null) {
    const [x, y] = [cy.width() / 2, cy.height() / 2];
    const at = node ? node.position() : { x: (x - cy.pan().x) / cy.zoom(), y: (y - cy.pan().y) / cy.zoom() };
    return { zoom: level, pan: { x: x - level * at.x, y: y - level * at.y } };
  }
  const zoom = (factor) => move(look(Math.min(cy.maxZoom(), Math.max(cy.minZoom(), cy.zoom() * factor))));

  // --- where the keyboard stands ---
  const count = (number) => (number === 1 ? data.one : data.many.replace("#", number));
  const about = (node) => [node.data("look") >= 0 ? fields[node.data("look")] : "", count(node.data("degree"))].filter(Boolean).join(", ");

  function stand(node, isMoving = true) {
    if (!node || node.empty()) return;
    cy.batch(() => {
      unmark();
      current = node.addClass("current");
      const around = node.closedNeighborhood();
      around.difference(node).addClass("near");
      if (!isLarge) cy.elements().difference(around).addClass("away");
    });
    names();
    said.textContent = `${node.data("name")}, ${about(node)}`;
    if (!isInView(node, 30)) move(look(cy.zoom(), node), isMoving);
  }
  function unmark() {
    cy.elements(".current, .near, .away").removeClass("current near away");
    current = null;
  }
  function leave() {
    if (!current) return;
    cy.batch(unmark);
    names();
  }
  // The neighbour that lies best in a direction; where there is none, the nearest actor that does.
  function step(dx, dy) {
    if (!current) return stand(cy.nodes()[0]);
    const from = current.position();
    const best = (nodes) => {
      let found = null;
      let least = Infinity;
      nodes.forEach((node) => {
        const to = node.position();
        const ahead = (to.x - from.x) * dx + (to.y - from.y) * dy;
        const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
        if (ahead <= 0 || aside > 2 * ahead) return;
        if (ahead + 2 * aside < least) [found, least] = [node, ahead + 2 * aside];
      });
      return found;
    };
    stand(best(current.neighborhood("node")) || best(cy.nodes().difference(current)));
  }

  // --- the box beside it ---
  function open(node) {
    stand(node);
    const key = node.data("key");
    part("net-box-name").textContent = node.data("name");
    part("net-box-facts").textContent = about(node);
    const ways = { "net-page": data.actor.replace("/0/", `/${key}/`), "net-around": data.around.replace("um=0", `um=${key}`) };
    if (data.introduce) ways["net-introduce"] = `${data.introduce}?seeker=${key}`;
    for (const [id, url] of Object.entries(ways)) Object.assign(part(id), { href: url, hidden: !node.data("own") });
    part("net-list").replaceChildren(
      ...node
        .connectedEdges()
        .toArray()
        .map((edge) => line(edge, node)),
    );
    box.hidden = false;
    box.focus({ preventScroll: innerWidth > 736 });
  }
  function line(edge, node) {
    const isFirst = edge.source().same(node);
    const other = isFirst ? edge.target() : edge.source();
    const row = document.createElement("li");
    const to = Object.assign(document.createElement("button"), { type: "button", className: "wf-net__to", textContent: other.data("name") });
    to.addEventListener("click", () => open(other));
    row.append(kinds[edge.data("kind")][isFirst ? 0 : 1], " ", to, document.createElement("br"));
    const [label] = stages[edge.data("stage")];
    row.append(
      data.connection
        ? Object.assign(document.createElement("a"), { href: data.connection.replace("/0/", `/${edge.data("key")}/`), textContent: label })
        : label,
    );
    return row;
  }
  function close() {
    if (box.hidden) return leave();
    box.hidden = true;
    stage.focus({ preventScroll: true });
  }

  // --- what people do ---
  function listen() {
    const keys = {
      ArrowRight: () => step(1, 0),
      ArrowLeft: () => step(-1, 0),
      ArrowDown: () => step(0, 1),
      ArrowUp: () => step(0, -1),
      Enter: () => open(current || cy.nodes()[0]),
      " ": () => open(current || cy.nodes()[0]),
      Home: () => stand(cy.nodes()[0]),
      Escape: close,
      "+": () => zoom(1.25),
      "=": () => zoom(1.25),
      "-": () => zoom(0.8),
      0: () => all(),
    };
    stage.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    });
    stage.addEventListener("focus", () => {
      cy.userZoomingEnabled(true);
      if (current) said.textContent = `${current.data("name")}, ${about(current)}`;
    });
    stage.addEventListener("blur", () => cy.userZoomingEnabled(false));
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
    });
    part("net-close").addEventListener("click", close);
    part("net-zoom").addEventListener("click", (event) => {
      const how = event.target.closest("[data-zoom]")?.dataset.zoom;
      if (how === "fit") all();
      else if (how) zoom(how === "in" ? 1.25 : 0.8);
    });
    cy.on("tapstart", () => stage.focus({ preventScroll: true }));
    cy.on("tap", "node", (event) => open(event.target));
    cy.on("tap", (event) => {
      if (event.target !== cy) return;
      box.hidden = true;
      leave();
    });
    let pause = null;
    cy.on("viewport", () => {
      clearTimeout(pause);
      pause = setTimeout(names, 60);
    });
    // A name that is in the picture is jumped to; any other is looked for in the register by the server.
    const wanted = () => {
      const words = search.elements.wer.value.trim().toLocaleLowerCase("de");
      if (!words) return null;
      const inside = (test) => cy.nodes().filter((node) => test(node.data("name").toLocaleLowerCase("de")));
      return [inside((name) => name === words), inside((name) => name.startsWith(words)), inside((name) => name.includes(words))].find((found) => found.nonempty())?.[0];
    };
    search.addEventListener("submit", (event) => {
      const node = wanted();
      if (!node) return;
      event.preventDefault();
      stage.focus({ preventScroll: false });
      move(look(Math.max(0.9, cy.zoom()), node), false);
      stand(node, false);
    });
    search.elements.wer.addEventListener("input", () => {
      if (search.elements.wer.value.trim() && !wanted()) said.textContent = search.dataset.none;
    });
    const recolour = () => cy.style(style()) && names();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
    new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ["data-kern-theme"] });
    cy.on("dragpan pinchzoom scrollzoom", () => (isWhole = false));
    new ResizeObserver(() => {
      cy.resize();
      if (isWhole) all(false);
    }).observe(stage);
  }
})();
