namespace MailCloud.Mail.Authentication;

/// <summary>A log-in by SCRAM under way: the server has said <see cref="Parameters"/>, the client will prove that it knows a password.</summary>
public sealed class ScramLogin
{
    private readonly Claimant claimant;
    private readonly Func<Func<LoginResult>, CancellationToken, ValueTask<LoginResult>> throttle;

    /// <param name="throttle">Lets a check happen when it may, and knows its outcome.</param>
    internal ScramLogin(Claimant claimant, Func<Func<LoginResult>, CancellationToken, ValueTask<LoginResult>> throttle) =>
        (this.claimant, this.throttle) = (claimant, throttle);

    public ScramParameters Parameters => claimant.Parameters;

    /// <summary>Checks the proof against every password that opens the service.</summary>
    /// <param name="messages">What the two sides said before (RFC 5802 §3, AuthMessage).</param>
    /// <returns>The result, and what proves to the client that the server knows the password, too; empty if it is refused.</returns>
    public async ValueTask<(LoginResult Result, byte[] Signature)> VerifyAsync(
        ReadOnlyMemory<byte> messages,
        ReadOnlyMemory<byte> proof,
        CancellationToken cancellationToken
    )
    {
        byte[] signature = [];
        var result = await throttle(Check, cancellationToken);
        return (result, signature);

        LoginResult Check()
        {
            foreach (var verifier in claimant.Verifiers)
                if (claimant.Account is { } account && verifier.IsProved(messages.Span, proof.Span))
                {
                    signature = verifier.Sign(messages.Span);
                    return LoginResult.Succeeded(account);
                }
            return LoginResult.Refused;
        }
    }
}
