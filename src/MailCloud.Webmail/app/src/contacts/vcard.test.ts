import { describe, expect, it } from "vitest";
import { fieldsOf, type NewCard, nameOf } from "./card";
import { readVCards, writeVCards } from "./vcard";

const lines = (...all: string[]): string => all.join("\r\n") + "\r\n";

describe("readVCards", () => {
  it("reads version 4.0", () => {
    const [card] = readVCards(
      lines("BEGIN:VCARD", "VERSION:4.0", "FN:Ann Lee\\, Dr.", "N:Lee;Ann;;Dr.;", "item1.EMAIL;TYPE=work;PREF=1:ann@a.org", 'TEL;VALUE=uri;TYPE="voice,home":tel:+1-2', "ORG:Acme;Lab", "NOTE:one\\ntwo", "X-THING;A=b:c\\,d", "END:VCARD"),
    );
    expect(fieldsOf(card!)).toEqual({ name: "Ann Lee, Dr.", organization: "Acme", title: "", emails: ["ann@a.org"], phones: ["+1-2"], note: "one\ntwo" });
    expect(card).toMatchObject({
      name: { components: [{ kind: "surname", value: "Lee" }, { kind: "given", value: "Ann" }, { kind: "title", value: "Dr." }] },
      vCardProps: [["x-thing", { a: "b" }, "unknown", "c\\,d"]],
    });
    expect(Object.values(card!.emails!)[0]).toMatchObject({ contexts: { work: true } });
  });

  it("reads version 2.1 of a telephone", () => {
    const [card] = readVCards(
      lines("BEGIN:VCARD", "VERSION:2.1", "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E5=B0=8F=", "=E6=98=8E;;;", "TEL;CELL;PREF:0912", "END:VCARD"),
    );
    expect(card?.name?.components).toEqual([{ kind: "surname", value: "王" }, { kind: "given", value: "小明" }]);
    expect(nameOf(card!)).toBe("王小明");
  });

  it("joins folded lines, and takes many cards", () => {
    const cards = readVCards(lines("BEGIN:VCARD", "FN:An", " n", "END:VCARD", "noise", "begin:vcard", "FN:Bo", "end:vcard"));
    expect(cards.map(nameOf)).toEqual(["Ann", "Bo"]);
  });

  it("passes over what is none, what has no name, and pictures", () => {
    expect(readVCards("hello\nworld")).toEqual([]);
    expect(readVCards(lines("BEGIN:VCARD", "VERSION:4.0", "END:VCARD"))).toEqual([]);
    expect(readVCards(lines("BEGIN:VCARD", "FN:A", "PHOTO:data:x", `NOTE:${"x".repeat(9_000)}`, "END:VCARD"))[0]).toEqual({ "@type": "Card", version: "1.0", name: { full: "A" } });
  });
});

describe("writeVCards", () => {
  const card: NewCard = {
    uid: "urn:uuid:1",
    name: { full: "王, 小明; Jr\\", components: [{ kind: "surname", value: "王" }] },
    emails: { a: { address: "a@a.org", contexts: { private: true } } },
    organizations: { o: { name: "A;B", units: [{ name: "C" }] } },
    notes: { n: { note: `${"長".repeat(60)}\nend` } },
    vCardProps: [["x-thing", { a: "b:c" }, "unknown", "v"]],
  };
  const written = writeVCards([card]);

  it("writes what it reads", () => {
    const [read] = readVCards(written);
    expect(fieldsOf(read!)).toEqual(fieldsOf(card));
    expect(read).toMatchObject({ uid: card.uid, name: card.name, vCardProps: card.vCardProps });
    expect(writeVCards([read!])).toBe(written);
  });

  it("folds lines at 75 octets", () => {
    for (const line of written.split("\r\n")) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    expect(written).toMatch(/^BEGIN:VCARD\r\nVERSION:4\.0\r\n/);
  });

  it("lets no text become a line of its own", () => {
    expect(writeVCards([{ name: { full: "A\r\nEND:VCARD" } }])).toContain("FN:A\\nEND:VCARD\r\n");
  });
});
