/**
 * The sidebar and the tray as drawers where the window is too narrow to show them beside the room.
 */

export class Drawers {
  constructor({ veil, sidebar, tray }) {
    this.veil = veil;
    this.panels = { sidebar, tray };
    this.from = null;
    veil.addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** Shows a drawer; `from` gets the focus back. */
  open(name, from) {
    this.close();
    const panel = this.panels[name];
    this.from = from;
    panel.dataset.open = "";
    from.setAttribute("aria-expanded", "true");
    this.veil.hidden = false;
    panel.querySelector("[aria-current], button")?.focus();
  }

  close() {
    if (this.veil.hidden) return;
    this.veil.hidden = true;
    for (const panel of Object.values(this.panels)) delete panel.dataset.open;
    this.from.setAttribute("aria-expanded", "false");
    this.from.focus();
  }
}
