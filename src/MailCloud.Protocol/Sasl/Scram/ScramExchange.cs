using System.Text;
using MailCloud.Mail.Authentication;

namespace MailCloud.Protocol.Sasl.Scram;

/// <summary>
/// One log-in by SCRAM (RFC 5802 §5): the client's first message, the server's, the client's proof, the server's, and, since SASL in mail protocols has no
/// place for octets beside the success, an empty response at the end.
/// </summary>
internal sealed class ScramExchange(
    Authenticator authenticator,
    string serverNonce,
    bool bindsChannel,
    bool offersPlus,
    SaslContext context
) : ISaslExchange
{
    private ClientFirst? first;
    private string nonce = "";
    private string serverFirst = "";
    private ScramLogin? login;
    private LoginResult? result;

    public async ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken)
    {
        if (response is null)
            return new SaslStep.Challenge(default);
        if (result is { } known)
            return response.Length == 0 ? SaslStep.EndWith(known) : SaslStep.Malformed;
        if (!SaslText.TryDecode(response, out var text))
            return SaslStep.Malformed;
        return first is null ? await BeginAsync(text, cancellationToken) : await ProveAsync(text, cancellationToken);
    }

    private async ValueTask<SaslStep> BeginAsync(string text, CancellationToken cancellationToken)
    {
        if (ClientFirst.Parse(text) is not { } message)
            return SaslStep.Malformed;
        if (
            !IsBoundAsOffered(message)
            || (message.AuthorizationId.Length > 0 && !string.Equals(message.AuthorizationId, message.Name, StringComparison.Ordinal))
        )
            return SaslStep.Refused;
        first = message;
        login = await authenticator.BeginScramAsync(context.Origin, message.Name, cancellationToken);
        nonce = message.Nonce + serverNonce;
        serverFirst = $"r={nonce},s={Convert.ToBase64String(login.Parameters.Salt.AsSpan())},i={login.Parameters.Iterations}";
        return Challenge(serverFirst);
    }

    /// <summary>
    /// RFC 5802 §6: with <c>-PLUS</c> the client names a binding that we have. Without, it does not, and if it says that it only does not since the server
    /// cannot, while the server said that it can, somebody between the two has taken <c>-PLUS</c> from the list.
    /// </summary>
    private bool IsBoundAsOffered(ClientFirst message) =>
        bindsChannel
            ? message.Binding == ChannelBindingUse.Used && message.BindingName is TlsSession.ServerEndPointName
            : message.Binding == ChannelBindingUse.NotSupported
                || (message.Binding == ChannelBindingUse.NotOffered && !(offersPlus && context.Tls.ServerEndPoint is not null));

    private async ValueTask<SaslStep> ProveAsync(string text, CancellationToken cancellationToken)
    {
        if (ClientFinal.Parse(text) is not { } final)
            return SaslStep.Malformed;
        if (!string.Equals(final.Nonce, nonce, StringComparison.Ordinal) || !final.Binding.AsSpan().SequenceEqual(ExpectedBinding()))
            return SaslStep.Refused;
        var messages = Encoding.UTF8.GetBytes($"{first!.Bare},{serverFirst},{final.WithoutProof}");
        var (checkedResult, signature) = await login!.VerifyAsync(messages, final.Proof, cancellationToken);
        if (checkedResult.Status != LoginStatus.Succeeded)
            return SaslStep.EndWith(checkedResult);
        result = checkedResult;
        return Challenge($"v={Convert.ToBase64String(signature)}");
    }

    // RFC 5802 §7, cbind-input.
    private byte[] ExpectedBinding() =>
        [.. Encoding.UTF8.GetBytes(first!.Header), .. bindsChannel ? context.Tls.ServerEndPoint!.Value.Span : []];

    private static SaslStep.Challenge Challenge(string text) => new(Encoding.UTF8.GetBytes(text));
}
