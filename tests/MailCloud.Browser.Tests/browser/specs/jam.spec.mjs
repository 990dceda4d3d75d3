// jmap-jam, a client written by others against the RFCs alone: what it asks for, it gets.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { JamClient } from "jmap-jam";
import { deliver, origin, password, peer, received, eventually, user } from "../lib/world.mjs";

let jam;
let accountId;
before(async () => {
  jam = new JamClient({
    sessionUrl: `${origin}/.well-known/jmap`,
    bearerToken: Buffer.from(`${user}:${password}`).toString("base64"),
  });
  accountId = await jam.getPrimaryAccount();
});

test("the session says what the account can do", async () => {
  const session = await jam.session;
  assert.equal(session.username, user);
  assert.ok(session.apiUrl.startsWith(origin));
  for (const capability of ["core", "mail", "submission", "vacationresponse"])
    assert.ok(`urn:ietf:params:jmap:${capability}` in session.capabilities, capability);
});

test("every account has its folders", async () => {
  const [{ list }] = await jam.api.Mailbox.get({ accountId });
  const roles = list.map((mailbox) => mailbox.role).filter(Boolean).sort();
  assert.deepEqual(roles, ["archive", "drafts", "inbox", "junk", "sent", "trash"]);
});

test("a conversation comes in one request, by references from one call to the next", async () => {
  await deliver(
    "From: Ann <ann@elsewhere.test>\r\nTo: you@example.test\r\nSubject: A first word\r\nMessage-ID: <jam-1@elsewhere.test>\r\n\r\nHello.\r\n",
  );
  await deliver(
    "From: Ann <ann@elsewhere.test>\r\nTo: you@example.test\r\nSubject: Re: A first word\r\nMessage-ID: <jam-2@elsewhere.test>\r\n" +
      "In-Reply-To: <jam-1@elsewhere.test>\r\nReferences: <jam-1@elsewhere.test>\r\n\r\nAnd more.\r\n",
  );
  const ids = await eventually("both are there", async () => {
    const [{ ids: found }] = await jam.api.Email.query({ accountId, filter: { from: "ann@elsewhere.test" } });
    return found.length === 2 && found;
  });
  const [{ emails, threads }] = await jam.requestMany((t) => {
    const query = t.Email.query({ accountId, filter: { from: "ann@elsewhere.test" }, collapseThreads: true, sort: [{ property: "receivedAt", isAscending: false }] });
    const newest = t.Email.get({ accountId, ids: query.$ref("/ids"), properties: ["threadId"] });
    const threads = t.Thread.get({ accountId, ids: newest.$ref("/list/*/threadId") });
    const emails = t.Email.get({ accountId, ids: threads.$ref("/list/*/emailIds"), properties: ["subject", "preview", "from"] });
    return { query, newest, threads, emails };
  });
  assert.equal(threads.list.length, 1);
  assert.deepEqual([...threads.list[0].emailIds].sort(), [...ids].sort());
  assert.deepEqual(
    emails.list.map((email) => [email.subject, email.preview]),
    [
      ["A first word", "Hello."],
      ["Re: A first word", "And more."],
    ],
  );
});

test("flags change, and the change is told", async () => {
  const [{ ids, queryState }] = await jam.api.Email.query({ accountId, filter: { notKeyword: "$seen" } });
  assert.ok(queryState);
  const [{ state }] = await jam.api.Email.get({ accountId, ids: [] });
  const [{ updated }] = await jam.api.Email.set({ accountId, update: { [ids[0]]: { "keywords/$seen": true } } });
  assert.ok(ids[0] in updated);
  const [changes] = await jam.api.Email.changes({ accountId, sinceState: state });
  assert.deepEqual([changes.created, changes.updated, changes.destroyed], [[], [ids[0]], []]);
});

test("what is uploaded comes back octet by octet, and can be attached", async () => {
  const octets = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) & 0xff);
  const upload = await jam.uploadBlob(accountId, new Blob([octets], { type: "application/octet-stream" }));
  assert.equal(upload.size, octets.length);
  const answer = await jam.downloadBlob({ accountId, blobId: upload.blobId, mimeType: "application/octet-stream", fileName: "octets.bin" });
  assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), octets);

  const [{ list }] = await jam.api.Mailbox.get({ accountId });
  const drafts = list.find((mailbox) => mailbox.role === "drafts").id;
  const [{ created }] = await jam.api.Email.set({
    accountId,
    create: {
      draft: {
        mailboxIds: { [drafts]: true },
        keywords: { $draft: true },
        subject: "With a file",
        textBody: [{ partId: "text", type: "text/plain" }],
        bodyValues: { text: { value: "See there." } },
        attachments: [{ blobId: upload.blobId, type: "application/octet-stream", name: "octets.bin" }],
      },
    },
  });
  const [{ list: emails }] = await jam.api.Email.get({ accountId, ids: [created.draft.id], properties: ["attachments", "hasAttachment"] });
  assert.equal(emails[0].hasAttachment, true);
  const kept = await jam.downloadBlob({
    accountId,
    blobId: emails[0].attachments[0].blobId,
    mimeType: "application/octet-stream",
    fileName: "octets.bin",
  });
  assert.deepEqual(new Uint8Array(await kept.arrayBuffer()), octets);
});

test("a draft is sent, and moves to Sent as it is", async () => {
  const [{ list: mailboxes }] = await jam.api.Mailbox.get({ accountId });
  const [{ list: identities }] = await jam.api.Identity.get({ accountId });
  const idOf = (role) => mailboxes.find((mailbox) => mailbox.role === role).id;
  const [{ submission }] = await jam.requestMany((t) => {
    const draft = t.Email.set({
      accountId,
      create: {
        letter: {
          mailboxIds: { [idOf("drafts")]: true },
          keywords: { $draft: true, $seen: true },
          from: [{ email: user }],
          to: [{ email: peer }],
          subject: "Sent by Jam",
          textBody: [{ partId: "text", type: "text/plain" }],
          bodyValues: { text: { value: "Through JMAP, read over IMAP." } },
        },
      },
    });
    const submission = t.EmailSubmission.set({
      accountId,
      create: { send: { emailId: "#letter", identityId: identities.find((identity) => identity.email === user).id } },
      onSuccessUpdateEmail: {
        "#send": { [`mailboxIds/${idOf("drafts")}`]: null, [`mailboxIds/${idOf("sent")}`]: true, "keywords/$draft": null },
      },
    });
    return { draft, submission };
  });
  assert.ok(submission.created?.send ?? submission.updated, JSON.stringify(submission));
  assert.match(await received(peer, "Sent by Jam"), /Through JMAP, read over IMAP\./);
  const [{ ids }] = await jam.api.Email.query({ accountId, filter: { inMailbox: idOf("sent"), subject: "Sent by Jam" } });
  assert.equal(ids.length, 1);
});

test("an answer in the vacation is told to whoever asks", async () => {
  await jam.api.VacationResponse.set({ accountId, update: { singleton: { isEnabled: true, subject: "Away", textBody: "Until Monday." } } });
  const [{ list }] = await jam.api.VacationResponse.get({ accountId });
  assert.deepEqual([list[0].id, list[0].isEnabled, list[0].subject], ["singleton", true, "Away"]);
});
