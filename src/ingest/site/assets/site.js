// The catalogue's search. Data comes by script tags, because a page from a disk may not fetch.
"use strict";
(() => {
  const root = document.documentElement.dataset.root;
  const $ = (id) => document.getElementById(id);
  const form = $("search");
  const SHOWN = 50, FIRST = 4000; // works drawn at a time; works loaded before anybody asks
  const STATE_WORDS = { listed: "in", proposed: "proposed for", look: "needs a look for", waiting: "waits for", refused: "refused by", snoozed: "put off by" };
  const fold = (text) => /[^\x00-\x7f]/.test(text) ? text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase() : text.toLowerCase();

  // A page that is no longer renewed says so itself: a dead program can't.
  const warnWhenOld = () => {
    const made = document.documentElement.dataset.made, line = $("stale");
    if (!made || !line) return;
    const days = Math.floor((Date.now() - Date.parse(made)) / 86400000);
    if (days < 2) return;
    line.textContent = `These pages were made ${days} days ago and have not been renewed since.`;
    line.hidden = false;
  };
  warnWhenOld();
  if (!form) return;

  let index = null, order = new Uint32Array(0), isOrdered = true, wanted = new Set(), shown = 0, matches = [];
  const works = [], lines = [], days = [], packed = [], ranks = [], loaded = { chosen: 0, other: 0 };

  const load = (name) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    const script = document.createElement("script");
    script.src = `${root}data/${name}.js`;
    script.onerror = () => { $("found").textContent = `A part of the catalogue is missing: data/${name}.js`; };
    document.head.append(script);
  };

  const numbers = (line) => line ? line.split(",").map(Number) : [];
  window.catalogue = {
    start(given) { index = given; if (!index.pieces.some(([, , isChosen]) => isChosen)) form.elements.all.checked = true; fillSelects(); readHash(); loadNeeded(); },
    add(name, columns) {
      const titles = columns.t.split("\n"), authors = columns.a.split("\n"), ids = columns.i.split("\n");
      const categories = columns.c.split("\n"), stands = columns.l.split("\n");
      const isChosen = name.startsWith("chosen");
      for (let at = 0; at < titles.length; at++) {
        lines.push(fold(`${titles[at]} ${authors[at]} ${ids[at]}`));
        works.push({
          isChosen, title: titles[at], authors: authors[at], id: ids[at], categories: numbers(categories[at]),
          stands: stands[at] ? stands[at].split(",").map((pair) => pair.split(".").map(Number)) : [],
        });
        days.push(columns.d[at]); packed.push(columns.k[at]); ranks.push(columns.r[at]);
      }
      loaded[isChosen ? "chosen" : "other"] += titles.length;
      isOrdered = false;
      refresh();
    },
    find: (wish) => find(wish),
    lines: () => lines,
    loadAll() { for (const [name] of index.pieces) load(`works-${name}`); },
    get loaded() { return works.length; },
    get total() { return index ? index.pieces.reduce((sum, [, count]) => sum + count, 0) : 0; },
  };

  const sortNewestFirst = () => {
    order = Uint32Array.from(works.keys()).sort((a, b) => days[b] - days[a] || a - b);
    isOrdered = true;
  };

  const holds = (line, words) => { for (const word of words) if (!line.includes(word)) return false; return true; };

  const tests = (wish) => {
    const found = [];
    if (wish.list !== undefined || wish.stand !== undefined) {
      const sections = new Set(index.sections.flatMap(([list, section], at) => wish.list === undefined || wish.list === list || wish.list === `${list}\t${section}` ? [at] : []));
      const state = wish.stand === undefined ? -1 : index.states.indexOf(wish.stand);
      found.push((at) => works[at].stands.some(([section, one]) => sections.has(section) && (state < 0 || one === state)));
    }
    if (wish.category !== undefined) { const number = index.categories.findIndex(([name]) => name === wish.category); found.push((at) => works[at].categories.includes(number)); }
    if (wish.year !== undefined) {
      const from = Date.UTC(wish.year, 0) / 86400000, to = Date.UTC(Number(wish.year) + 1, 0) / 86400000;
      found.push((at) => days[at] >= from && days[at] < to);
    }
    index.kinds.forEach((kind, place) => {
      if (wish[kind] === undefined) return;
      const worst = Number(wish[kind]), divisor = index.tiers.length ** (index.kinds.length - 1 - place);
      found.push((at) => { const tier = Math.floor(packed[at] / divisor) % index.tiers.length; return tier > 0 && tier <= worst; });
    });
    if (wish.trending) found.push((at) => ranks[at] > 0);
    return found;
  };

  const find = (wish) => {
    if (!isOrdered) sortNewestFirst();
    const words = fold(wish.q || "").split(/\s+/).filter(Boolean).sort((a, b) => b.length - a.length);
    const checks = tests(wish), found = [];
    if (!wish.all) checks.unshift((at) => works[at].isChosen);
    for (const at of order) if (holds(lines[at], words) && checks.every((check) => check(at))) found.push(at);
    if (wish.order === "trending") found.sort((a, b) => (ranks[a] || 1e9) - (ranks[b] || 1e9) || days[b] - days[a]);
    return found;
  };

  const pagePath = (id) => id.includes("/") ? id : `works/arxiv/${id.slice(0, 4)}/${id}.html`;
  const slug = (text) => text.toLowerCase().replace(/[^a-z0-9._-]+/g, "-").replace(/[.-]*\.[.-]*/g, ".").replace(/^[-.]+|[-.]+$/g, "") || "x";
  const make = (tag, kind, text) => { const node = document.createElement(tag); if (kind) node.className = kind; if (text) node.textContent = text; return node; };
  const link = (kind, text, target) => { const node = make("a", kind, text); node.href = root + target; return node; };

  const dayText = (day) => {
    if (!day) return "no date";
    const known = Number.isInteger(day) ? { day: "numeric" } : {}; // half a day more: only the month is known
    return new Date(day * 86400000).toLocaleDateString("en-GB", { ...known, month: "short", year: "numeric", timeZone: "UTC" });
  };
  const card = (at) => {
    const work = works[at], item = make("li", "work"), heading = make("h3"), by = make("p", "by"), marks = make("p", "marks");
    heading.append(link("", work.title, pagePath(work.id)));
    const day = dayText(days[at]);
    by.append(work.authors ? `${work.authors} · ` : "", make("span", "nowrap", day));
    for (const number of work.categories) marks.append(link("cat", index.categories[number][1].split(" (")[0], `categories/${slug(index.categories[number][0])}.html`), " ");
    index.kinds.forEach((kind, place) => {
      const tier = index.tiers[Math.floor(packed[at] / index.tiers.length ** (index.kinds.length - 1 - place)) % index.tiers.length];
      if (!tier) return;
      const mark = make("span", `tier ${tier}`, `${kind} `);
      mark.append(make("small", "", tier));
      marks.append(mark, " ");
    });
    if (ranks[at]) marks.append(make("span", "rank", `trending #${ranks[at]}`), " ");
    for (const [section, state] of work.stands) { const name = index.sections[section][0]; marks.append(link(`stand ${index.states[state]}`, `${STATE_WORDS[index.states[state]]} ${name}`, `lists/${slug(name)}.html`), " "); }
    item.append(heading, by);
    if (marks.hasChildNodes()) item.append(marks);
    return item;
  };

  const readWish = () => {
    const wish = {};
    for (const [name, value] of new FormData(form)) if (value.trim() !== "") wish[name] = value.trim();
    return wish;
  };

  let drawn = [], lastAsked = "";
  const draw = (count) => { shown = 0; drawn = []; $("works").replaceChildren(); showMore(count); };
  const showMore = (count = SHOWN) => {
    const part = document.createDocumentFragment(), fresh = matches.slice(shown, shown + count);
    for (const at of fresh) part.append(card(at));
    drawn.push(...fresh);
    shown += count;
    $("works").append(part);
    $("more").hidden = shown >= matches.length;
  };

  let due = 0;
  const refresh = () => { if (!due) due = requestAnimationFrame(() => { due = 0; render(); }); };
  const render = () => {
    if (!index || !works.length) return;
    const began = performance.now(), wish = readWish();
    matches = find(wish);
    const asked = JSON.stringify(wish), kept = asked === lastAsked ? shown : SHOWN;
    lastAsked = asked;
    const isSame = shown && drawn.length === Math.min(kept, matches.length) && drawn.every((at, place) => at === matches[place]);
    if (!isSame) draw(Math.max(kept, SHOWN));
    $("more").hidden = shown >= matches.length;
    form.dataset.ms = (performance.now() - began).toFixed(1);
    say(wish);
  };

  const say = (wish) => {
    const asked = Object.keys(wish).length > 0;
    const total = index.pieces.reduce((sum, [, count, isChosen]) => sum + (isChosen || wish.all ? count : 0), 0);
    const ready = loaded.chosen + (wish.all ? loaded.other : 0);
    const still = ready < total && asked ? `, searched ${ready.toLocaleString("en")} of ${total.toLocaleString("en")} so far` : "";
    const hint = !matches.length && !wish.all && !still ? " Tick “also works that no rule chose” under Filters to search everything seen." : "";
    const count = asked ? matches.length : total;
    $("found").textContent = `${count.toLocaleString("en")} ${count === 1 ? "work" : "works"}${still}.${hint}`;
    $("newest").textContent = asked ? "Found" : "Newest";
    const active = Object.keys(wish).filter((name) => name !== "q").length;
    $("active").textContent = active ? `· ${active} set` : "";
  };

  const loadNeeded = (isWhole) => {
    if (!index) return;
    const wish = readWish(), isAsked = Object.keys(wish).length > 0 || form.contains(document.activeElement);
    let sum = 0;
    for (const [name, count, isChosen] of index.pieces) {
      if (!sum || sum + count <= FIRST || (isChosen && (isAsked || isWhole)) || wish.all) load(`works-${name}`);
      sum += count;
    }
  };

  const fillSelects = () => {
    const option = (value, text) => { const node = make("option", "", text); node.value = value; return node; };
    const lists = [...new Set(index.sections.map(([list]) => list))];
    for (const list of lists) {
      const group = make("optgroup");
      group.label = list;
      group.append(option(list, list));
      for (const [one, section] of index.sections) if (one === list && section) group.append(option(`${list}\t${section}`, `— ${section}`));
      form.elements.list.append(group);
    }
    for (const [name, title] of index.categories) form.elements.category.append(option(name, title));
    const years = [...new Set(index.pieces.map(([name]) => name.split("-")[1]).filter((year) => year !== "undated"))].sort().reverse();
    for (const year of years) form.elements.year.append(option(year, year));
  };

  // The wish stands behind the #, so that a search can be sent to somebody, also from a disk.
  const readHash = () => {
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      const field = form.elements[name];
      if (!field) continue;
      if (field.type === "checkbox") field.checked = value === "1"; else field.value = value;
      if (name !== "q") $("filters").open = true;
    }
  };
  const changed = () => {
    const hash = new URLSearchParams(readWish()).toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname);
    loadNeeded();
    refresh();
  };

  form.hidden = false;
  if (matchMedia("(min-width: 60rem)").matches) $("filters").open = true;
  form.addEventListener("input", changed);
  form.addEventListener("reset", () => setTimeout(changed));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("focusin", () => loadNeeded());
  addEventListener("hashchange", () => { readHash(); changed(); });
  $("more").addEventListener("click", () => { const at = shown; showMore(); loadNeeded(true); $("works").children[at]?.querySelector("a").focus(); });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    $("q").focus();
  });
  load("catalogue");
})();
