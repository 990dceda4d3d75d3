namespace MailCloud.Mail.Authentication;

/// <summary>A log-in by SCRAM under way: the server has said <see cref="Parameters"/>, the client will prove that it knows a password.</summary>
public sealed class ScramLogin
{
    private readonly Claimant claimant;

    internal ScramLogin(Claimant claimant) => this.claimant = claimant;

    public ScramParameters Parameters => claimant.Parameters;

    /// <summary>Checks the proof against every password that opens the service.</summary>
    /// <param name="messages">What the two sides said before (RFC 5802 §3, AuthMessage).</param>
    /// <returns>The result, and what proves to the client that the server knows the password, too; empty if it is refused.</returns>
    public ValueTask<(LoginResult Result, byte[] Signature)> VerifyAsync(
        ReadOnlyMemory<byte> messages,
        ReadOnlyMemory<byte> proof,
        CancellationToken cancellationToken
    )
    {
        foreach (var verifier in claimant.Verifiers)
            if (claimant.Account is { } account && verifier.IsProved(messages.Span, proof.Span))
                return new((LoginResult.Succeeded(account), verifier.Sign(messages.Span)));
        return new((LoginResult.Refused, []));
    }
}
