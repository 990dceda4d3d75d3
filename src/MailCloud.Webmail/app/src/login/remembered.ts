const key = "mailcloud.name";

/** The name that was last used here, if its owner wanted that; empty otherwise. */
export function rememberedName(): string {
  return localStorage.getItem(key) ?? "";
}

/** Keeps a name for the next log-in; an empty one forgets it. */
export function rememberName(name: string): void {
  if (name) localStorage.setItem(key, name);
  else localStorage.removeItem(key);
}
