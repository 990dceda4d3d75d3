using Azure;
using MailCloud.Mail.Store;

namespace MailCloud.Storage.Accounts;

/// <summary>The head row as it was read.</summary>
/// <param name="State">The directory; no messages.</param>
internal sealed record HeadRow(AccountState State, LogExtent Log, ETag ETag);

/// <summary>What a process knows of an account at one moment.</summary>
/// <param name="ETag">The head row's; null: not known, since a commit stands whose answer was lost.</param>
internal sealed record Snapshot(AccountState State, LogExtent Log, ETag? ETag);
