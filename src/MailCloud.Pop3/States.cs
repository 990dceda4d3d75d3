namespace MailCloud.Pop3;

/// <summary>Where a session is (RFC 1939 §3). The UPDATE state is the time that QUIT takes.</summary>
[Flags]
internal enum States
{
    None = 0,

    /// <summary>The client has not logged in.</summary>
    Authorization = 1,

    /// <summary>The maildrop is open.</summary>
    Transaction = 2,

    Any = Authorization | Transaction,
}
