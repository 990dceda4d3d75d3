import { signal } from "@preact/signals";

/** On phones: whether the folders lie over the list. */
export const drawerOpen = signal(false);
