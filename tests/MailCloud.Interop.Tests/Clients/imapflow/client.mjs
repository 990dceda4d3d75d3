// A client of ImapFlow's: everything that it does by itself on a server that can do as much, and synchronisation after it was away.
// node client.mjs PORT CA-FILE USER PASSWORD; prints a line of JSON: what was found, and what was said to the server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { ImapFlow } from 'imapflow';

const [port, caFile, user, pass] = process.argv.slice(2);
const said = [];
const keep = entry => entry.src === 'c' && said.push(entry.msg);
const logger = { trace: keep, debug: keep, info: keep, warn: keep, error: keep };

async function connect(options) {
    const client = new ImapFlow({
        host: 'localhost',
        port: Number(port),
        secure: true,
        tls: { ca: readFileSync(caFile) },
        auth: { user, pass },
        qresync: true,
        logger,
        ...options,
    });
    client.on('error', error => {
        throw error;
    });
    await client.connect();
    return client;
}

const message = n => Buffer.from(`From: Carol <carol@b.example>\r\nTo: ${user}\r\nSubject: flow ${n}\r\nMessage-ID: <flow-${n}@b.example>\r\n\r\nText of ${n}.\r\n`);
const within = (promise, what) => Promise.race([promise, new Promise((_, fail) => setTimeout(fail, 60_000, new Error(`${what} did not come`)).unref())]);

const client = await connect();
const specialUse = (await client.list()).map(box => box.specialUse).filter(Boolean).sort();
await client.mailboxCreate('Flow');
for (let n = 0; n < 12; n++) assert.ok((await client.append('Flow', message(n), n % 2 ? ['\\Seen'] : [])).uid);

const opened = await client.mailboxOpen('Flow');
assert.equal(opened.exists, 12);
const { uidValidity, highestModseq } = opened;
const fetched = await client.fetchAll('1:*', { uid: true, flags: true, envelope: true, bodyStructure: true, threadId: true, size: true, internalDate: true });
assert.deepEqual(fetched.map(each => each.envelope.subject), Array.from({ length: 12 }, (_, n) => `flow ${n}`));
assert.ok(fetched.every(each => each.emailId && each.threadId && each.modseq));
assert.deepEqual(await client.search({ seen: true }), [2, 4, 6, 8, 10, 12]);
const { content } = await client.download('3');
let text = '';
for await (const chunk of content) text += chunk;
assert.match(text, /Text of 2\./);
const quota = await client.getQuota('Flow');

// Another client changes something while this one idles.
const other = await connect();
await other.mailboxOpen('Flow');
const idling = client.idle();
const heard = Promise.all([once(client, 'exists'), once(client, 'expunge'), once(client, 'flags')]);
await other.append('Flow', message(12));
await other.messageFlagsAdd('1', ['\\Flagged']);
await other.messageDelete('2');
await within(heard, 'the news');
await client.noop();
await idling;
assert.equal(client.mailbox.exists, 12);
await client.logout();

// And it comes back: only what happened since is told.
await other.messageDelete('3:4');
const again = await connect();
const vanished = [];
const changed = [];
again.on('expunge', event => vanished.push(event.uid));
again.on('flags', event => changed.push(event.uid));
await again.mailboxOpen('Flow', { changedSince: highestModseq, uidValidity });
assert.equal(again.mailbox.exists, 10);
assert.deepEqual(vanished.sort((a, b) => a - b), [fetched[1].uid, fetched[3].uid, fetched[4].uid]);
assert.ok(changed.includes(fetched[0].uid));

const moved = await again.messageMove('1:2', 'Archive');
assert.equal(moved.uidMap.size, 2);
assert.equal((await again.status('Archive', { messages: true })).messages, 2);
await again.mailboxClose();
await again.mailboxDelete('Flow');
const result = {
    specialUse,
    quota: Boolean(quota),
    enabled: [...again.enabled].sort(),
    compressed: Boolean(again._inflate),
    mechanism: said.map(line => /^\S+ (?:AUTHENTICATE (\S+)|(LOGIN))/.exec(line)).find(Boolean)?.slice(1).find(Boolean),
    said,
};
await again.logout();
await other.logout();
console.log(JSON.stringify(result));
