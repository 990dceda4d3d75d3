using System.Net;

namespace MailCloud.Mail.Authentication;

/// <summary>Where a log-in comes from, and what it is for.</summary>
/// <param name="Service">One service.</param>
/// <param name="Client">The client's address; null: not known.</param>
public readonly record struct LoginOrigin(MailServices Service, IPAddress? Client);
