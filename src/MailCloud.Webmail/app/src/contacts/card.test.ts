import { describe, expect, it } from "vitest";
import { addressesOf, cardFrom, changesOf, fieldsOf, nameOf, type NewCard } from "./card";

const card: NewCard = {
  name: { full: "Ann Lee", components: [{ kind: "given", value: "Ann" }, { kind: "surname", value: "Lee" }] },
  emails: { a: { address: "ann@a.org", contexts: { work: true } }, b: { address: "ann@home.org", pref: 1 } },
  phones: { p: { number: "1", features: { voice: true } } },
  organizations: { o: { name: "Acme", units: [{ name: "Lab" }] } },
  anniversaries: { x: { kind: "birth" } },
};
const fields = fieldsOf(card);

it("calls a contact by its name, or by what it has", () => {
  expect(nameOf(card)).toBe("Ann Lee");
  expect(nameOf({ name: { components: [{ kind: "given", value: "Bo" }, { kind: "separator", value: "-" }, { kind: "surname", value: "Li" }] } })).toBe("Bo Li");
  expect(nameOf({ organizations: { o: { name: "Acme" } } })).toBe("Acme");
  expect(addressesOf({ emails: { a: { address: "x@x.org" } } })).toEqual([{ name: null, email: "x@x.org" }]);
});

describe("changesOf", () => {
  it("is nothing where nothing was changed", () => expect(changesOf(card, fields)).toEqual({}));

  it("keeps what the form does not show", () => {
    expect(changesOf(card, { ...fields, organization: "Beta", emails: ["ann@new.org", "ann@home.org"] })).toEqual({
      organizations: { o: { name: "Beta", units: [{ name: "Lab" }] } },
      emails: { a: { address: "ann@new.org", contexts: { work: true } }, b: { address: "ann@home.org", pref: 1 } },
    });
  });

  it("adds and takes away", () => {
    expect(changesOf(card, { ...fields, phones: ["1", "2"], emails: [], organization: "", title: "Boss" })).toEqual({
      phones: { p: { number: "1", features: { voice: true } }, "1": { number: "2" } },
      emails: null,
      organizations: null,
      titles: { "1": { name: "Boss" } },
    });
  });

  it("drops a name's parts when they no longer fit", () => {
    expect(changesOf(card, { ...fields, name: "Ann Wu" })).toEqual({ name: { full: "Ann Wu" } });
  });

  it("keeps an entry twice where its value stands twice", () => {
    expect(Object.keys(changesOf(card, { ...fields, phones: ["1", "1"] }).phones as object)).toHaveLength(2);
  });
});

it("makes a card out of a form that reads the same", () => {
  expect(fieldsOf(cardFrom({ ...fields, note: "Hi\nthere" }))).toEqual({ ...fields, note: "Hi\nthere" });
});
