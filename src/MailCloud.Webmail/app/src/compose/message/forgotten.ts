/** Words that promise a file, in the languages of the page. */
const promises = [
  /\b(?:attach(?:ed|ing|ments?)?|enclos(?:ed|ing|ures?))\b/i,
  /附件|附檔|附加檔|夾帶|隨信附上|附上|附圖/,
  /(?:مرفق|أرفق|ارفق|إرفاق|المرفقات)/,
];

/** Whether a text speaks of a file that comes with it, so that the person can be asked when none does. */
export function promisesAttachment(subject: string, text: string): boolean {
  // What others wrote promises nothing.
  const own = text.replace(/^>.*$/gm, "");
  return promises.some((each) => each.test(own) || each.test(subject.replace(/^(?:re|fwd?):.*/i, "")));
}
