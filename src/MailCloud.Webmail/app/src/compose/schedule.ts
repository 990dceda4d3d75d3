/** A time that is offered for sending later. */
export interface Suggestion {
  name: "thisEvening" | "tomorrowMorning" | "tomorrowAfternoon" | "mondayMorning";
  at: Date;
}

const morning = 8;
const afternoon = 13;
const evening = 18;

/** Times that people choose often, in the zone of the browser. */
export function suggestions(now: Date): Suggestion[] {
  const found: Suggestion[] = [];
  if (now.getHours() < evening - 1) found.push({ name: "thisEvening", at: atHour(now, 0, evening) });
  found.push({ name: "tomorrowMorning", at: atHour(now, 1, morning) });
  found.push({ name: "tomorrowAfternoon", at: atHour(now, 1, afternoon) });
  // On Sunday Monday is tomorrow.
  if (now.getDay() !== 0) found.push({ name: "mondayMorning", at: atHour(now, 8 - now.getDay(), morning) });
  return found;
}

function atHour(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** What an `<input type="datetime-local">` shows for a time. */
export function toLocal(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** The time that such an input holds, in the zone of the browser; null if it holds none. */
export function fromLocal(text: string): Date | null {
  const time = new Date(text);
  return text && !Number.isNaN(time.getTime()) ? time : null;
}
