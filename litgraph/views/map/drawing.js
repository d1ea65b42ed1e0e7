"use strict";
/* The figure: vis-network draws lines and keeps the view; symbols, regions and labels are drawn here on its canvas. */

const MAX_BADGES = 4;
const REGION_PADDING = 12;

/** The colours and the typeface in force, from the stylesheet. */
function readLook() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  return {
    paper: colour("--paper"),
    ink: colour("--ink"),
    muted: colour("--muted"),
    line: colour("--line"),
    onTheme: colour("--on-theme"),
    tint: Number(colour("--tint")),
    themes: Array.from({ length: COLOURS }, (_, number) => colour(`--theme-${number}`)),
    family: getComputedStyle(document.body).fontFamily,
  };
}

/**
 * Draw the map into a container.
 * @param {HTMLElement} container
 * @param {(id: string | null) => void} onPick
 */
function drawFigure(container, onPick) {
  let look = readLook();
  let shown = new Set(mapNodes.keys());
  /** @type {string | null} */ let selected = null;
  /** @type {string | null} */ let hovered = null;
  /** @type {Set<string> | null} nodes that stay when the rest dims */ let near = null;
  let version = 0;
  let untouched = true;

  const degree = new Map();
  for (const edge of data.network.edges) {
    for (const end of [edge.from, edge.to]) degree.set(end, (degree.get(end) || 0) + 1);
  }
  const byWeight = [...data.network.nodes].sort(
    (a, b) => Number(b.read) - Number(a.read) || (degree.get(b.id) || 0) - (degree.get(a.id) || 0),
  );
  // Thousands of lines at full strength would bury the works; they come back with what is selected.
  const strength = Math.max(0.2, Math.min(1, 500 / data.network.edges.length));
  const linesOf = new Map(data.network.nodes.map((node) => [node.id, node.label.split("\n")]));

  standUp(container);
  const nodes = new vis.DataSet(
    data.network.nodes.map((node) => ({ ...node, label: undefined, ctxRenderer: drawSymbol })),
  );
  const edges = new vis.DataSet(data.network.edges.map((edge) => ({ ...edge, ...edgeLook(edge) })));
  const network = new vis.Network(container, { nodes, edges }, data.network.options);
  const frame = container.querySelector(".vis-network");
  frame.setAttribute("role", "application");
  frame.setAttribute(
    "aria-label",
    "Map of works and themes. Arrow keys move it, plus and minus zoom. Everything on it is in the lists too.",
  );

  network.on("beforeDrawing", drawRegions);
  network.on("afterDrawing", drawLabels);
  network.on("click", (event) => onPick(hit(event.pointer.DOM)));
  for (const event of ["zoom", "dragStart"])
    network.on(event, () => {
      untouched = false;
    });
  network.on("resize", () => {
    if (untouched) fit();
  });
  container.addEventListener("mousemove", (event) => {
    const corner = container.getBoundingClientRect();
    hover(hit({ x: event.clientX - corner.left, y: event.clientY - corner.top }));
  });
  container.addEventListener("mouseleave", () => hover(null));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    look = readLook();
    restyle();
  });

  /** @param {string | null} id */
  function hover(id) {
    if (id === hovered) return;
    hovered = id;
    container.classList.toggle("over", id !== null);
    version += 1;
    network.redraw();
  }

  /** How much bigger than at zoom 1 symbols are drawn, so that they stay visible when the view is far away. */
  function swell() {
    return Math.min(1.35, Math.max(1, 0.9 / network.getScale()));
  }

  /** @param {number} number */
  function themeColour(number) {
    return look.themes[number % COLOURS];
  }

  /** @param {MapNode} node */
  function symbolSize(node) {
    const unit = swell();
    if (node.group === "theme") return { width: 30 * unit, height: 30 * unit };
    const parts = Math.min(node.themes.length, MAX_BADGES);
    if (!parts) return node.read ? { width: 22 * unit, height: 28 * unit } : { width: 18 * unit, height: 18 * unit };
    return { width: (22 + (parts - 1) * 19) * unit, height: (node.read ? 26 : 22) * unit };
  }

  /** vis-network calls this for each node. */
  function drawSymbol({ ctx, id, x, y }) {
    const node = mapNodes.get(id);
    const size = symbolSize(node);
    return {
      drawNode() {
        ctx.save();
        ctx.globalAlpha = near && !near.has(id) ? 0.16 : 1;
        ctx.translate(x, y);
        if (node.group === "work" && (id === selected || id === hovered)) ring(ctx, size, node.read);
        if (node.group === "theme") themeSquare(ctx, node, size);
        else workSymbol(ctx, node, size);
        ctx.restore();
      },
      nodeDimensions: size,
    };
  }

  function ring(ctx, { width, height }, square) {
    const gap = 5 * swell();
    ctx.beginPath();
    ctx.roundRect(
      -width / 2 - gap,
      -height / 2 - gap,
      width + 2 * gap,
      height + 2 * gap,
      square ? 4 : height / 2 + gap,
    );
    ctx.fillStyle = look.paper;
    ctx.fill();
    ctx.lineWidth = 2.5 * swell();
    ctx.strokeStyle = look.ink;
    ctx.stroke();
  }

  function themeSquare(ctx, node, { width, height }) {
    ctx.beginPath();
    ctx.roundRect(-width / 2, -height / 2, width, height, 6);
    ctx.fillStyle = themeColour(node.themes[0]);
    ctx.fill();
    digits(ctx, node.themes[0] + 1, 0, 15, look.onTheme);
  }

  function workSymbol(ctx, node, { width, height }) {
    const unit = swell();
    ctx.beginPath();
    if (node.read) page(ctx, width, height, 7 * unit);
    else ctx.roundRect(-width / 2, -height / 2, width, height, height / 2);
    ctx.lineWidth = 2 * unit;
    if (!node.themes.length) {
      ctx.fillStyle = node.read ? look.ink : look.paper;
      ctx.fill();
      ctx.strokeStyle = node.read ? look.paper : look.muted;
      ctx.stroke();
      if (node.read) textLines(ctx, width, height);
      return;
    }
    ctx.fillStyle = look.paper;
    ctx.fill();
    const outline = new Path2D();
    if (node.read) page(outline, width, height, 7 * unit);
    else outline.roundRect(-width / 2, -height / 2, width, height, height / 2);
    ctx.save();
    ctx.clip(outline);
    const parts = node.themes.slice(0, MAX_BADGES);
    const step = width / parts.length;
    parts.forEach((number, place) => {
      const left = -width / 2 + place * step;
      const rest = place === MAX_BADGES - 1 && node.themes.length > MAX_BADGES;
      const outlined = node.roles[place] === "mentioned" || rest;
      const colour = rest ? look.muted : themeColour(number);
      if (!outlined) {
        ctx.fillStyle = colour;
        ctx.fillRect(left, -height / 2, step, height);
      }
      const shift = parts.length === 1 ? 0 : place === 0 ? 1 : place === parts.length - 1 ? -1 : 0;
      digits(ctx, rest ? "+" : number + 1, left + step / 2 + shift * unit, 12.5, outlined ? colour : look.onTheme);
    });
    ctx.restore();
    // The edge has the colour of each part, so that outlined parts are closed.
    parts.forEach((number, place) => {
      ctx.save();
      ctx.beginPath();
      ctx.rect(
        -width / 2 + place * step - (place ? 0 : 4),
        -height,
        step + (place === parts.length - 1 ? 8 : 4),
        2 * height,
      );
      ctx.clip();
      ctx.strokeStyle = node.read ? look.ink : themeColour(number);
      ctx.stroke(outline);
      ctx.restore();
    });
    ctx.fillStyle = look.paper;
    for (let place = 1; place < parts.length; place += 1) {
      ctx.fillRect(-width / 2 + place * step - 0.75 * unit, -height / 2, 1.5 * unit, height);
    }
  }

  /** A sheet with a folded corner. */
  function page(path, width, height, fold) {
    path.moveTo(-width / 2, -height / 2);
    path.lineTo(width / 2 - fold, -height / 2);
    path.lineTo(width / 2, -height / 2 + fold);
    path.lineTo(width / 2, height / 2);
    path.lineTo(-width / 2, height / 2);
    path.closePath();
  }

  function textLines(ctx, width, height) {
    ctx.fillStyle = look.paper;
    for (const [place, part] of [
      [-0.08, 0.6],
      [0.12, 0.6],
      [0.32, 0.4],
    ]) {
      ctx.fillRect(-width * 0.3, height * place, width * part, height * 0.07);
    }
  }

  function digits(ctx, text, x, size, colour) {
    const unit = swell();
    if (size * unit * network.getScale() < 7) return;
    ctx.font = `600 ${size * unit * (String(text).length > 2 ? 0.75 : 1)}px ${look.family}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = colour;
    ctx.fillText(String(text), x, unit * 0.7);
  }

  /** How an edge looks, whatever is selected. @param {MapEdge} edge */
  function edgeLook(edge) {
    const assigned = edge.tie === "assignment";
    const touched = selected !== null && (edge.from === selected || edge.to === selected);
    const faint = selected !== null && !touched;
    return {
      hidden: !shown.has(edge.from) || !shown.has(edge.to),
      color: {
        color: assigned ? themeColour(edge.theme) : touched ? look.ink : look.line,
        opacity: faint ? 0.12 * strength : touched ? 1 : strength,
        inherit: false,
      },
      dashes: assigned && edge.role === "mentioned" ? [5, 4] : false,
      width: (assigned ? 1.8 : 1) + (touched ? 0.8 : 0) + Math.min(1.2, 0.3 * (edge.count - 1)),
      arrows: assigned ? "" : { to: { enabled: true, scaleFactor: touched ? 0.6 : 0.35 } },
    };
  }

  function drawRegions(ctx) {
    for (const region of data.network.regions) {
      const owners = data.network.nodes.some((node) => shown.has(node.id) && inRegion(node, region.theme));
      if (!owners) continue;
      ctx.save();
      ctx.globalAlpha = look.tint * (near ? 0.5 : 1);
      ctx.fillStyle = region.theme < 0 ? look.muted : themeColour(region.theme);
      swollen(ctx, region.corners, REGION_PADDING);
      ctx.fill();
      ctx.restore();
      if (region.theme < 0) nameRegion(ctx, region.corners, "No theme");
    }
  }

  /** A heading above a region that has no node of its own. @param {[number, number][]} corners @param {string} text */
  function nameRegion(ctx, corners, text) {
    const [left, right, top] = [
      Math.min(...corners.map(([x]) => x)),
      Math.max(...corners.map(([x]) => x)),
      Math.min(...corners.map(([, y]) => y)),
    ];
    ctx.font = `600 ${Math.max(13, 12.5 / network.getScale())}px ${look.family}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
    ctx.fillStyle = look.muted;
    ctx.fillText(text, (left + right) / 2, top - REGION_PADDING - 6);
  }

  /** @param {MapNode} node @param {number} theme */
  function inRegion(node, theme) {
    return theme < 0 ? node.group === "work" && !node.read && !node.themes.length : node.themes.includes(theme);
  }

  /** The path of a convex hull with padding and round corners. @param {[number, number][]} corners */
  function swollen(ctx, corners, padding) {
    ctx.beginPath();
    corners.forEach(([x, y], place) => {
      const [beforeX, beforeY] = corners[(place + corners.length - 1) % corners.length];
      const [afterX, afterY] = corners[(place + 1) % corners.length];
      const from = Math.atan2(y - beforeY, x - beforeX) - Math.PI / 2;
      const to = Math.atan2(afterY - y, afterX - x) - Math.PI / 2;
      ctx.arc(x, y, padding, from, to);
    });
    ctx.closePath();
  }

  /** @type {{key: string, placed: {id: string, box: Box, lines: string[], size: number, theme: number, dim: boolean}[]}} */
  let labels = { key: "", placed: [] };
  /** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

  /** Which labels have room at this zoom, the more important first; the size of the type stays readable. */
  function placeLabels(ctx) {
    const scale = network.getScale();
    const key = `${scale}|${version}`;
    if (labels.key === key) return labels.placed;
    const taken = grid(80);
    const placed = [];
    const bright = (node) => !near || near.has(node.id) || node.id === hovered;
    const visible = byWeight.filter((node) => shown.has(node.id) && (node.group === "theme" || bright(node)));
    const at = (node) => ({ x: node.x * scale, y: node.y * scale });
    const symbol = (node) => {
      const { width, height } = symbolSize(node);
      return boxAround(at(node), width * scale, height * scale);
    };
    for (const node of visible) if (node.group === "work") taken.add(symbol(node), node.id);
    const titleSize = Math.min(18, Math.max(13.5, 15 * scale));
    const size = Math.min(16, Math.max(12.5, 13 * scale));
    const forced = (node) => node.id === selected || node.id === hovered;
    const rank = (node) => {
      if (node.group === "theme") return forced(node) ? 0 : 1;
      return forced(node) ? (titles === taken ? 1.5 : 0) : 2;
    };
    // From far away the names of the themes matter more than a symbol that they cover.
    const titles = scale < 0.6 ? grid(80) : taken;
    for (const node of [...visible].sort((a, b) => rank(a) - rank(b))) {
      const lines = linesOf.get(node.id);
      if (node.group === "theme") {
        ctx.font = `600 ${titleSize}px ${look.family}`;
        const width =
          Math.max(...lines.map((line) => ctx.measureText(line).width)) + titleSize * (node.themes[0] < 9 ? 2.9 : 3.2);
        const height = lines.length * titleSize * 1.2 + titleSize * 0.8;
        const { x, y } = at(node);
        const choices = [0, 0.6, -0.6, 1.2, -1.2].map((down) => boxAround({ x, y: y + down * height }, width, height));
        const box = choices.find((choice) => titles.free(choice, node.id)) || (forced(node) ? choices[0] : null);
        if (box) {
          for (const kept of new Set([titles, taken])) kept.add(box, node.id);
          placed.push({ id: node.id, box, lines, size: titleSize, theme: node.themes[0], dim: !bright(node) });
        } else {
          taken.add(symbol(node), node.id);
        }
        continue;
      }
      ctx.font = `${node.read || node.id === selected ? "600 " : ""}${size}px ${look.family}`;
      const width = Math.max(...lines.map((line) => ctx.measureText(line).width));
      const height = lines.length * size * 1.2;
      const own = symbol(node);
      const { x, y } = at(node);
      const choices = [
        boxAround({ x, y: own.bottom + 2 + height / 2 }, width, height),
        boxAround({ x, y: own.top - 2 - height / 2 }, width, height),
        boxAround({ x: own.right + 4 + width / 2, y }, width, height),
        boxAround({ x: own.left - 4 - width / 2, y }, width, height),
      ];
      const box = choices.find((choice) => taken.free(choice, node.id)) || (forced(node) ? choices[0] : null);
      if (box) {
        for (const kept of new Set(forced(node) ? [titles, taken] : [taken])) kept.add(box, node.id);
        placed.push({ id: node.id, box, lines, size, theme: -1, dim: false });
      }
    }
    labels = { key, placed: placed.reverse() };
    return labels.placed;
  }

  function drawLabels(ctx) {
    const scale = network.getScale();
    const centre = network.getViewPosition();
    const ratio = ctx.canvas.width / container.clientWidth;
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.translate(container.clientWidth / 2 - centre.x * scale, container.clientHeight / 2 - centre.y * scale);
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    for (const label of placeLabels(ctx)) {
      if (label.theme >= 0) drawTitle(ctx, label);
      else drawName(ctx, label);
    }
    ctx.restore();
  }

  function drawName(ctx, { id, box, lines, size }) {
    const strong = mapNodes.get(id).read || id === selected;
    ctx.font = `${strong ? "600 " : ""}${size}px ${look.family}`;
    ctx.textAlign = "center";
    ctx.lineWidth = 6;
    if (strong) {
      ctx.fillStyle = look.paper;
      ctx.globalAlpha = 0.85;
      ctx.fillRect(box.left - 3, box.top - 1, box.right - box.left + 6, box.bottom - box.top + 2);
      ctx.globalAlpha = 1;
    }
    ctx.strokeStyle = look.paper;
    ctx.fillStyle = look.ink;
    lines.forEach((line, place) => {
      const y = box.top + (place + 0.5) * size * 1.2;
      ctx.strokeText(line, (box.left + box.right) / 2, y);
      ctx.fillText(line, (box.left + box.right) / 2, y);
    });
  }

  function drawTitle(ctx, { id, box, lines, size, theme, dim }) {
    const strong = id === selected || id === hovered;
    ctx.beginPath();
    ctx.roundRect(box.left, box.top, box.right - box.left, box.bottom - box.top, 7);
    ctx.fillStyle = dim ? look.paper : themeColour(theme);
    ctx.fill();
    ctx.lineWidth = strong ? 3 : 1.5;
    ctx.strokeStyle = strong ? look.ink : look.paper;
    ctx.stroke();
    ctx.fillStyle = dim ? themeColour(theme) : look.onTheme;
    ctx.textAlign = "center";
    const middle = (box.top + box.bottom) / 2;
    ctx.font = `700 ${size * 1.15}px ${look.family}`;
    const rule = box.left + size * (theme < 9 ? 1.9 : 2.2);
    ctx.fillText(String(theme + 1), (box.left + rule) / 2, middle + 1);
    ctx.fillRect(rule, box.top + size * 0.45, 1, box.bottom - box.top - size * 0.9);
    ctx.font = `600 ${size}px ${look.family}`;
    ctx.textAlign = "left";
    lines.forEach((line, place) => {
      ctx.fillText(line, rule + size * 0.45, middle + (place - (lines.length - 1) / 2) * size * 1.2 + 1);
    });
  }

  /** The node at a place of the container: a label or a symbol, with some room for fingers. */
  function hit(point) {
    const scale = network.getScale();
    const centre = network.getViewPosition();
    const x = point.x - container.clientWidth / 2 + centre.x * scale;
    const y = point.y - container.clientHeight / 2 + centre.y * scale;
    const within = (box, room) =>
      x > box.left - room && x < box.right + room && y > box.top - room && y < box.bottom + room;
    const label = labels.placed.findLast(({ box }) => within(box, 0));
    if (label && label.theme >= 0) return label.id;
    let best = null;
    let nearest = Infinity;
    for (const node of data.network.nodes) {
      if (!shown.has(node.id)) continue;
      const { width, height } = symbolSize(node);
      const distance = Math.hypot(x - node.x * scale, y - node.y * scale);
      if (
        distance < nearest &&
        within(boxAround({ x: node.x * scale, y: node.y * scale }, width * scale, height * scale), 4)
      ) {
        best = node.id;
        nearest = distance;
      }
    }
    return best || (label ? label.id : null);
  }

  function restyle() {
    edges.update(data.network.edges.map((edge) => ({ id: edge.id, ...edgeLook(edge) })));
    version += 1;
    network.redraw();
  }

  /** Show the nodes of a set, with one of them selected. @param {Set<string>} visible @param {string | null} id */
  function update(visible, id) {
    const changed = [...mapNodes.keys()].filter((node) => visible.has(node) !== shown.has(node));
    shown = visible;
    selected = id;
    near = null;
    if (id !== null) {
      near = new Set([id]);
      for (const edge of data.network.edges) {
        if (edge.from === id) near.add(edge.to);
        if (edge.to === id) near.add(edge.from);
      }
    }
    if (changed.length) nodes.update(changed.map((node) => ({ id: node, hidden: !visible.has(node) })));
    restyle();
  }

  /** The whole map in view. */
  function fit() {
    if (!container.clientWidth) return;
    const { left, right, top, bottom } = extent();
    const room = roomFor(container);
    const scale = Math.min(room.width / (right - left || 1), room.height / (bottom - top || 1), 1.25);
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 + 8 / scale }, scale });
  }

  /** Bring a node into view if it is outside. @param {string} id */
  function reveal(id) {
    const { x, y } = network.canvasToDOM(mapNodes.get(id));
    const inside = x > 60 && y > 40 && x < container.clientWidth - 60 && y < container.clientHeight - 60;
    if (inside) return;
    untouched = false;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    network.moveTo({
      position: mapNodes.get(id),
      animation: still ? false : { duration: 350, easingFunction: "easeInOutQuad" },
    });
  }

  /** @param {number} factor */
  function zoom(factor) {
    untouched = false;
    network.moveTo({ scale: Math.min(4, Math.max(0.02, network.getScale() * factor)) });
  }

  fit();
  return {
    network,
    update,
    reveal,
    zoom,
    fit: () => {
      untouched = true;
      fit();
    },
  };
}

/** The outermost places of nodes. */
function extent() {
  const xs = data.network.nodes.map((node) => node.x);
  const ys = data.network.nodes.map((node) => node.y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** What is left of a container inside a margin for the labels. @param {HTMLElement} container */
function roomFor(container) {
  const margin = Math.min(75, 0.14 * container.clientWidth);
  return { width: container.clientWidth - 2 * margin, height: container.clientHeight - 100 };
}

/** Places are made for a wide screen; on a taller one they are drawn apart downwards. @param {HTMLElement} container */
function standUp(container) {
  const { left, right, top, bottom } = extent();
  const { width, height } = roomFor(container);
  const factor = Math.min(2, (height / width) * ((right - left) / (bottom - top || 1)));
  if (!(factor > 1)) return;
  for (const node of data.network.nodes) node.y *= factor;
  for (const region of data.network.regions) for (const corner of region.corners) corner[1] *= factor;
}

/** @param {{x: number, y: number}} centre @param {number} width @param {number} height */
function boxAround({ x, y }, width, height) {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
}

/** Boxes kept by the squares they touch, so that asking for free room stays quick. @param {number} square */
function grid(square) {
  /** @type {Map<string, {box: object, owner: string}[]>} */
  const cells = new Map();
  function* touched(box) {
    for (let column = Math.floor(box.left / square); column <= Math.floor(box.right / square); column += 1) {
      for (let row = Math.floor(box.top / square); row <= Math.floor(box.bottom / square); row += 1)
        yield `${column},${row}`;
    }
  }
  return {
    add(box, owner) {
      for (const cell of touched(box)) {
        if (!cells.has(cell)) cells.set(cell, []);
        cells.get(cell).push({ box, owner });
      }
    },
    free(box, owner) {
      for (const cell of touched(box)) {
        for (const other of cells.get(cell) || []) {
          const apart =
            other.box.left >= box.right ||
            other.box.right <= box.left ||
            other.box.top >= box.bottom ||
            other.box.bottom <= box.top;
          if (!apart && other.owner !== owner) return false;
        }
      }
      return true;
    },
  };
}
