/* Small helps on every page. Everything works without them; each hidden button here shows itself. */
const all = (selector, within) => [...within.querySelectorAll(selector)];

const met = new Map();

/* Those below `within` that this selector has not found before: nothing is wired twice. */
function fresh(selector, within) {
  const known = met.get(selector) ?? met.set(selector, new WeakSet()).get(selector);
  return all(selector, within).filter((element) => !known.has(element) && known.add(element));
}

function revealPasswords(within) {
  for (const button of fresh("[data-reveal]", within)) {
    const input = document.getElementById(button.dataset.reveal);
    const labels = [button.textContent.trim(), button.dataset.hideLabel];
    button.hidden = false;
    button.setAttribute("aria-controls", input.id);
    button.addEventListener("click", () => {
      const show = input.type === "password";
      input.type = show ? "text" : "password";
      button.textContent = labels[Number(show)];
    });
    input.form?.addEventListener("submit", () => (input.type = "password"));
  }
}

async function putOnClipboard(field) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.closest("details")?.setAttribute("open", "");
    field.select();
    document.execCommand("copy");
  }
}

function copyTexts(within) {
  for (const button of fresh("[data-copy]", within)) {
    const label = button.querySelector("[data-label]") ?? button;
    const before = label.textContent;
    label.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await putOnClipboard(document.getElementById(button.dataset.copy));
      label.textContent = button.dataset.doneLabel;
      setTimeout(() => (label.textContent = before), 4000);
    });
  }
}

function shareTexts(within) {
  if (!navigator.share) return;
  for (const button of fresh("[data-share]", within)) {
    button.hidden = false;
    button.addEventListener("click", () =>
      navigator.share({ text: document.getElementById(button.dataset.share).value }).catch(() => {}),
    );
  }
}

/* A list to tick: "Tandai semua", and every text "{n} dari {total} hadir" counted along. */
function countChecklists(within) {
  for (const list of fresh("[data-checklist]", within)) {
    const boxes = () => all("input[type=checkbox]:not(:disabled, [data-checklist-all])", list);
    const show = () => {
      const n = boxes().filter((box) => box.checked).length;
      const total = boxes().length;
      for (const place of all("[data-count-text]", list.closest("form") ?? list)) {
        place.textContent = place.dataset.countText.replace("{n}", n).replace("{total}", total);
      }
      for (const button of all("[data-checklist-all]", list)) {
        button.dataset.markLabel ??= button.textContent.trim();
        button.textContent = n === total ? button.dataset.clearLabel : button.dataset.markLabel;
      }
    };
    for (const button of all("[data-checklist-all]", list)) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const mark = boxes().some((box) => !box.checked);
        for (const box of boxes()) box.checked = mark;
        show();
      });
    }
    list.addEventListener("change", show);
    window.addEventListener("pageshow", show);
    show();
  }
}

/* Lines that can be many: the button copies the last one, empty, and counts it. */
function growLines(within) {
  for (const lines of fresh("[data-lines]", within)) {
    const button = lines.querySelector("[data-lines-add]");
    const count = lines.querySelector("[data-lines-count]");
    button.hidden = false;
    button.addEventListener("click", () => {
      const last = button.previousElementSibling;
      const [before, after] = [Number(count.value) - 1, Number(count.value)];
      const line = last.cloneNode(true);
      for (const place of [line, ...line.querySelectorAll("[name], [id], [for], [aria-describedby]")]) {
        for (const { name, value } of [...place.attributes]) {
          if (["name", "id", "for", "aria-describedby"].includes(name)) {
            place.setAttribute(name, value.replace(`${lines.dataset.lines}-${before}-`, `${lines.dataset.lines}-${after}-`));
          }
        }
        if (place.matches("input, textarea, select")) {
          if (place.type === "checkbox") place.checked = false;
          else place.value = "";
        }
      }
      last.after(line);
      count.value = after + 1;
      line.querySelector("input:not([type=hidden]), textarea, summary")?.focus();
    });
  }
}

/* A date field shows the date in the browser's own order; say it in words as well. */
function echoDates(within) {
  const order = document.documentElement.lang === "en" ? "en-GB" : "id-ID";
  const words = new Intl.DateTimeFormat(order, { dateStyle: "full", timeZone: "UTC" });
  for (const input of fresh("input[type=date]", within)) {
    const echo = document.createElement("output");
    echo.className = "field__echo";
    echo.htmlFor = input.id;
    input.insertAdjacentElement("afterend", echo);
    const show = () => (echo.textContent = input.value ? words.format(new Date(input.value)) : "");
    input.addEventListener("input", show);
    window.addEventListener("pageshow", show);
    show();
  }
}

/* Set a date by one tap: <button type="button" data-set-date="-1" data-for="id_day" hidden>Kemarin</button> */
function setDates(within) {
  for (const button of fresh("[data-set-date]", within)) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const day = new Date();
      day.setDate(day.getDate() + Number(button.dataset.setDate));
      const input = document.getElementById(button.dataset.for);
      input.value = `${day.getFullYear()}-${`${day.getMonth() + 1}`.padStart(2, "0")}-${`${day.getDate()}`.padStart(2, "0")}`;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

/* Sent once, come back and changed: that is another request, so it needs another key. Unchanged keeps its key. */
function renewKeys() {
  const sent = new WeakSet();
  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  document.addEventListener("submit", (event) => sent.add(event.target));
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.form;
      const key = form?.elements.namedItem("idempotency_key");
      if (!key || !(sent.has(form) || (cameBack && !form.dataset.keyRenewed))) return;
      key.value = ([1e7] + -1e3 + -4e3 + -8e3 + -1e11).replace(/[018]/g, (c) =>
        (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
      );
      form.dataset.keyRenewed = "1";
      sent.delete(form);
    });
  }
}

function start(within) {
  for (const help of [revealPasswords, copyTexts, shareTexts, countChecklists, growLines, setDates, echoDates]) {
    help(within);
  }
}

start(document);
renewKeys();
document.addEventListener("htmx:after:settle", () => start(document));
