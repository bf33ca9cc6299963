// A file of a request is read into the text area, where it can be seen and changed. The file itself is never sent.
"use strict";

// In a block of its own: a page may have several scripts, and what they declare at the top is everyone's.
{
  const LARGEST = 48 * 1024;
  const box = document.querySelector("[data-reads-into]");
  const area = box && document.getElementById(box.dataset.readsInto);
  if (area) {
    const chooser = box.querySelector("input[type=file]");
    const told = box.querySelector("[role=status]");
    // PowerShell writes UTF-16, and says so in the first two bytes.
    const decode = (bytes) => {
      const start = new Uint8Array(bytes.slice(0, 2));
      const is16 = start[0] === 0xff && start[1] === 0xfe;
      return new TextDecoder(is16 ? "utf-16le" : "utf-8", { fatal: true }).decode(bytes);
    };
    chooser.addEventListener("change", async () => {
      const [file] = chooser.files;
      if (!file) return;
      try {
        if (file.size > 2 * LARGEST) throw new RangeError();
        area.value = decode(await file.arrayBuffer());
        told.textContent = `${file.name} stands in the field now. It is not sent yet.`;
      } catch (error) {
        told.textContent = error instanceof RangeError ? `${file.name} is too large for a request.` : `${file.name} is no text in UTF-8.`;
      }
      // The same file can be chosen again, once it was changed.
      chooser.value = "";
    });
    box.hidden = false;
    // A page that is left keeps no document with a password: the browser would bring it back with the page, field and all.
    addEventListener("pagehide", () => {
      if (/pass|pwd|\\[ux]/i.test(area.value)) area.value = "";
    });
  }
}
