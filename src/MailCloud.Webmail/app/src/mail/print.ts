import type { Id } from "../jmap/types";

/** Prints the whole conversation, as far as it is unfolded. */
export function printAll(): void {
  print();
}

/** Prints one message; the others do not show on paper. */
export function printOne(id: Id): void {
  const { documentElement } = document;
  const card = document.getElementById(`message-${id}`);
  documentElement.classList.add("print-one");
  card?.classList.add("print-this");
  addEventListener(
    "afterprint",
    () => {
      documentElement.classList.remove("print-one");
      card?.classList.remove("print-this");
    },
    { once: true },
  );
  print();
}
