// Objects of RFC 8620 and RFC 8621, as far as the page uses them. Times are UTC as `2026-01-31T08:00:00Z`.

export type Id = string;

/** RFC 8620 §2. */
export interface Session {
  username: string;
  accounts: Record<Id, { name: string; accountCapabilities: Record<string, unknown> }>;
  primaryAccounts: Record<string, Id>;
  capabilities: Record<string, Record<string, unknown>>;
  apiUrl: string;
  downloadUrl: string;
  uploadUrl: string;
  eventSourceUrl: string;
  state: string;
}

export type Role = "inbox" | "archive" | "drafts" | "sent" | "trash" | "junk" | "all" | "flagged" | "important" | "subscribed";

/** RFC 8621 §2. */
export interface Mailbox {
  id: Id;
  name: string;
  parentId: Id | null;
  role: Role | null;
  sortOrder: number;
  totalEmails: number;
  unreadEmails: number;
  totalThreads: number;
  unreadThreads: number;
  isSubscribed: boolean;
  myRights: { mayRename: boolean; mayDelete: boolean; mayCreateChild: boolean; mayAddItems: boolean; mayRemoveItems: boolean };
}

export interface EmailAddress {
  name: string | null;
  email: string;
}

export interface BodyPart {
  partId: string | null;
  blobId: Id | null;
  size: number;
  name: string | null;
  type: string;
  charset: string | null;
  disposition: string | null;
  cid: string | null;
}

/** What a row of the list shows of a message (RFC 8621 §4). */
export interface EmailSummary {
  id: Id;
  threadId: Id;
  blobId: Id;
  mailboxIds: Record<Id, boolean>;
  keywords: Record<string, boolean>;
  receivedAt: string;
  from: EmailAddress[] | null;
  to: EmailAddress[] | null;
  subject: string | null;
  preview: string;
  hasAttachment: boolean;
  size: number;
}

/** What the conversation shows of an open message. */
export interface Email extends EmailSummary {
  cc: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  replyTo: EmailAddress[] | null;
  sender: EmailAddress[] | null;
  sentAt: string | null;
  messageId: string[] | null;
  inReplyTo: string[] | null;
  references: string[] | null;
  attachments: BodyPart[];
}

export interface Thread {
  id: Id;
  emailIds: Id[];
}

export type Filter = FilterCondition | { operator: "AND" | "OR" | "NOT"; conditions: Filter[] };

/** RFC 8621 §4.4.1. */
export interface FilterCondition {
  inMailbox?: Id;
  inMailboxOtherThan?: Id[];
  before?: string;
  after?: string;
  minSize?: number;
  maxSize?: number;
  hasKeyword?: string;
  notKeyword?: string;
  hasAttachment?: boolean;
  text?: string;
  from?: string;
  to?: string;
  cc?: string;
  bcc?: string;
  subject?: string;
  body?: string;
}

/** What a /get gives back (RFC 8620 §5.1). */
export interface GetResponse<T> {
  state: string;
  list: T[];
  notFound: Id[];
}

export interface ChangesResponse {
  oldState: string;
  newState: string;
  hasMoreChanges: boolean;
  created: Id[];
  updated: Id[];
  destroyed: Id[];
  /** Of Mailbox/changes: what alone may have changed (RFC 8621 §2.2). */
  updatedProperties?: string[] | null;
}

export interface QueryResponse {
  queryState: string;
  canCalculateChanges: boolean;
  position: number;
  ids: Id[];
  total?: number;
}

export interface QueryChangesResponse {
  oldQueryState: string;
  newQueryState: string;
  total?: number;
  removed: Id[];
  added: { id: Id; index: number }[];
}

export interface SetError {
  type: string;
  description?: string | null;
  properties?: string[];
}

export interface SetResponse<T = { id: Id }> {
  oldState: string | null;
  newState: string;
  created: Record<string, T> | null;
  updated: Record<Id, Partial<T> | null> | null;
  destroyed: Id[] | null;
  notCreated: Record<string, SetError> | null;
  notUpdated: Record<Id, SetError> | null;
  notDestroyed: Record<Id, SetError> | null;
}
