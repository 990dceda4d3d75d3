const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Octets as people read them: two figures that matter, in the units of their language. */
export function formatSize(octets: number, language: string): string {
  const power = Math.min(units.length - 1, octets < 1 ? 0 : Math.floor(Math.log10(octets) / 3));
  const value = octets / 1000 ** power;
  return new Intl.NumberFormat(language, { style: "unit", unit: units[power]!, unitDisplay: "short", maximumFractionDigits: value < 10 && power > 0 ? 1 : 0 }).format(value);
}
