namespace MailCloud.SenderAuthentication.Dkim;

/// <summary>What came of checking one signature (RFC 8601 §2.7.1).</summary>
public enum DkimStatus
{
    /// <summary>The signing domain vouches for the message as it is here.</summary>
    Pass,

    /// <summary>The signature is well made and does not fit the message: somebody changed it, or forged the signature.</summary>
    Fail,

    /// <summary>
    /// The signature fits and is not good enough for us: its tag l leaves a part of the body unsigned, so that anybody may have appended what the reader sees. It
    /// vouches for nothing.
    /// </summary>
    Policy,

    /// <summary>The key cannot be looked up now; another try may tell.</summary>
    TempError,

    /// <summary>The signature or its key breaks the rules: syntax, an obsolete algorithm, no key, a revoked or too short one, an expired signature.</summary>
    PermError,
}

/// <summary>One DKIM-Signature field and what it is worth.</summary>
/// <param name="Domain">The domain that signed (tag d), in lower case, in A-labels; null: it could not be read.</param>
/// <param name="Selector">The tag s; null: it could not be read.</param>
/// <param name="Identity">The tag i: on whose behalf the domain signed, <c>@domain</c> if it does not say; null: it could not be read.</param>
/// <param name="Algorithm">The tag a, for example <c>rsa-sha256</c>; null: it could not be read.</param>
/// <param name="SignatureStart">The first characters of the tag b, by which signatures are told apart (RFC 6008 §4); null: it could not be read.</param>
/// <param name="Note">Why, in words for people; null: nothing needs to be said. Contains nothing of the message but names.</param>
/// <param name="IsTest">The domain says that it only tries DKIM out (RFC 6376 §3.6.1, flag y).</param>
public sealed record DkimResult(
    DkimStatus Status,
    string? Domain,
    string? Selector,
    string? Identity,
    string? Algorithm,
    string? SignatureStart,
    string? Note,
    bool IsTest = false
);
