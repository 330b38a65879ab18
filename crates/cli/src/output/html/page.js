
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const groups = byId("groups");
  if (!groups) return;
  const alerts = [...groups.querySelectorAll(".alert")];
  const ruleSections = [...groups.children];
  const severities = ["critical", "high", "medium", "low"];
  const filter = byId("filter"), severity = byId("severity"), host = byId("host"), grouping = byId("grouping");
  const expand = byId("expand"), shown = byId("shown");
  const texts = new Map();

  // What an alert says in any field, made once and only when someone filters.
  const textOf = (alert) => {
    let text = texts.get(alert);
    if (text === undefined) {
      text = alert.textContent.toLowerCase();
      texts.set(alert, text);
    }
    return text;
  };

  const counted = (number) => `${number} ${number === 1 ? "alert" : "alerts"}`;

  const matches = (alert, words) => words.every((word) =>
    word.length > 1 && word[0] === "-" ? !textOf(alert).includes(word.slice(1)) : textOf(alert).includes(word));

  const update = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const alert of alerts) {
      alert.hidden = Boolean((severity.value && alert.dataset.severity !== severity.value)
        || (host.value && alert.dataset.host !== host.value.slice(1))
        || !matches(alert, words));
      if (!alert.hidden) count += 1;
    }
    for (const section of groups.children) {
      const all = section.querySelectorAll(".alert").length;
      const left = section.querySelectorAll(".alert:not([hidden])").length;
      section.hidden = left === 0;
      section.querySelector("h3 .count").textContent = left === all ? counted(all) : `${left} of ${counted(all)}`;
    }
    shown.textContent = count === alerts.length ? counted(count) : `${count} of ${counted(alerts.length)}`;
  };

  const section = (title, members) => {
    const element = document.createElement("section");
    element.className = "group";
    const heading = document.createElement("h3");
    const count = document.createElement("span");
    count.className = "count";
    heading.append(title, " ", count);
    const list = document.createElement("div");
    list.className = "alerts";
    list.append(...members);
    element.append(heading, list);
    return element;
  };

  const timeOf = (alert) => alert.querySelector("time").textContent;
  const byTime = (a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0);

  // Rules keep their sections, with guide and query; other groupings borrow the alerts from them.
  const regroup = () => {
    groups.dataset.grouping = grouping.value;
    if (grouping.value === "rule") {
      for (const alert of alerts) ruleSections[alert.dataset.rule].querySelector(".alerts").append(alert);
      groups.replaceChildren(...ruleSections);
      return update();
    }
    const members = new Map();
    const key = (alert) => (grouping.value === "none" ? "All" : alert.dataset[grouping.value] || "(none named)");
    for (const alert of [...alerts].sort(byTime)) {
      if (!members.has(key(alert))) members.set(key(alert), []);
      members.get(key(alert)).push(alert);
    }
    const names = [...members.keys()];
    if (grouping.value === "severity") names.sort((a, b) => severities.indexOf(a) - severities.indexOf(b));
    else names.sort((a, b) => members.get(b).length - members.get(a).length || (a < b ? -1 : 1));
    groups.replaceChildren(...names.map((name) => section(name, members.get(name))));
    update();
  };

  const openTarget = () => {
    const target = location.hash.startsWith("#alert-") && byId(location.hash.slice(1));
    if (!target) return;
    if (target.hidden) {
      filter.value = severity.value = host.value = "";
      update();
    }
    target.open = true;
    target.scrollIntoView({ block: "center" });
  };

  for (const name of [...new Set(alerts.map((alert) => alert.dataset.host))].sort()) {
    const option = document.createElement("option");
    option.textContent = name || "(none named)";
    option.value = `=${name}`;
    host.append(option);
  }
  for (const control of [filter, severity, host]) control.addEventListener("input", update);
  grouping.addEventListener("change", regroup);
  expand.addEventListener("click", () => {
    const open = expand.textContent === "Expand all";
    for (const alert of alerts) if (!alert.hidden) alert.open = open;
    expand.textContent = open ? "Collapse all" : "Expand all";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      filter.focus();
    }
  });
  addEventListener("hashchange", openTarget);
  addEventListener("beforeprint", () => {
    for (const alert of alerts) alert.open = true;
  });
  byId("toolbar").hidden = false;
  update();
  openTarget();
})();
