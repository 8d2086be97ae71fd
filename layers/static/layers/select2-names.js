/* Gives the fields that select2 makes out of a choice the name of their label: alone it names only what is chosen. */
"use strict";
{
  const nameAfter = (select, field) => {
    const label = document.querySelector(`label[for="${select.id}"]`);
    if (!label || !field) return;
    label.id ||= `${select.id}_label`;
    const own = (field.getAttribute("aria-labelledby") ?? "").split(" ").filter((id) => id && id !== label.id);
    field.setAttribute("aria-labelledby", [label.id, ...own].join(" "));
  };

  const nameAll = () => {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const made = select.nextElementSibling;
      for (const field of made?.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]") ?? []) {
        nameAfter(select, field);
      }
    }
  };

  // Deferred, so that jQuery is there where a page has it, and calls this after Django's own script has made the fields.
  window.django?.jQuery?.(() => {
    nameAll();
    document.addEventListener("formset:added", () => setTimeout(nameAll)); // a new row gets its fields after this event
    // The list that opens has a search field of its own, made anew each time.
    window.django.jQuery(document).on("select2:open", ({ target }) => {
      nameAfter(target, document.querySelector(".select2-container--open .select2-search__field"));
    });
  });
}
