/** Kinds are offered for the topics that are chosen; without scripts all of them are. */

const boxes = [...document.querySelectorAll<HTMLInputElement>('#layers input[name="layers"]')];
const groups = [...document.querySelectorAll<HTMLDetailsElement>("#kind [data-group]")];

function follow(): void {
  const chosen = new Set(boxes.filter(({ checked }) => checked).map(({ value }) => value));
  for (const group of groups) {
    group.hidden = !chosen.has(group.dataset.group?.split(":")[0] ?? "");
    if (!group.hidden) continue;
    for (const box of group.querySelectorAll<HTMLInputElement>(":checked")) box.checked = false;
  }
  const field = document.querySelector<HTMLElement>("#kind");
  if (field) field.hidden = groups.every(({ hidden }) => hidden) && !field.querySelector(".form__error");
}

for (const box of boxes) box.addEventListener("change", follow);
follow();
