using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace MailCloud.Certificates.Acme;

/// <summary>
/// What an account does at an authority (RFC 8555 §7). Every method throws <see cref="AcmeException"/> where the authority refuses, cannot be reached, or
/// answers what cannot be understood.
/// </summary>
/// <param name="patience">How long to wait for what the authority does in its own time.</param>
internal sealed class AcmeClient(AcmeConnection connection, AccountKey key, AcmePatience patience, TimeProvider time)
{
    private const int MaxCertificates = 10;

    /// <summary>Enters the key's account, which is made if there is none (RFC 8555 §7.3). Terms of service are agreed to.</summary>
    /// <param name="contact">An e-mail address; null: none.</param>
    /// <param name="binding">What binds it to an account that the operator has elsewhere; null: nothing.</param>
    public async Task OpenAccountAsync(string? contact, ExternalAccount? binding, CancellationToken cancellationToken)
    {
        var url = (await connection.DirectoryAsync(cancellationToken)).NewAccount;
        var payload = new JsonObject { ["termsOfServiceAgreed"] = true };
        if (contact is not null)
            payload["contact"] = new JsonArray($"mailto:{contact}");
        if (binding is not null)
            payload["externalAccountBinding"] = binding.Bind(key.PublicJwk(), url);
        var answer = await connection.PostAsync(url, payload, cancellationToken);
        connection.Account = answer.Location ?? throw new AcmeException($"{url.Host} does not say where the account is.");
    }

    /// <summary>When the authority wants a certificate of its to be renewed; null: it does not say such things.</summary>
    /// <param name="certificate">See <see cref="RenewalInfo.IdOf"/>.</param>
    public async Task<RenewalWindow?> FindWindowAsync(string certificate, CancellationToken cancellationToken)
    {
        if ((await connection.DirectoryAsync(cancellationToken)).RenewalInfo is not { } url)
            return null;
        var answer = await connection.GetAsync(
            new Uri($"{url.OriginalString.TrimEnd('/')}/{certificate}", UriKind.RelativeOrAbsolute),
            cancellationToken
        );
        return AcmeConnection.Read<RenewalInfo>(answer).SuggestedWindow;
    }

    /// <summary>Places an order (RFC 8555 §7.4).</summary>
    /// <param name="replaces">The certificate that this one is to replace (RFC 9773 §5); null: none that the authority is to know of.</param>
    public async Task<AcmeOrder> OrderAsync(ImmutableArray<string> names, string? replaces, CancellationToken cancellationToken)
    {
        var url = (await connection.DirectoryAsync(cancellationToken)).NewOrder;
        var identifiers = names.Select(name => (JsonNode)new JsonObject { ["type"] = "dns", ["value"] = name });
        var payload = new JsonObject { ["identifiers"] = new JsonArray([.. identifiers]) };
        if (replaces is not null && (await connection.DirectoryAsync(cancellationToken)).RenewalInfo is not null)
            payload["replaces"] = replaces;
        var answer = await connection.PostAsync(url, payload, cancellationToken);
        return OrderOf(answer, answer.Location ?? throw new AcmeException($"{url.Host} does not say where the order is."));
    }

    public async Task<AcmeOrder> GetOrderAsync(Uri url, CancellationToken cancellationToken) =>
        OrderOf(await connection.FetchAsync(url, cancellationToken), url);

    public async Task<AcmeAuthorization> GetAuthorizationAsync(Uri url, CancellationToken cancellationToken) =>
        AcmeConnection.Read<AcmeAuthorization>(await connection.FetchAsync(url, cancellationToken));

    /// <summary>Tells the authority that a proof is there to be looked at (RFC 8555 §7.5.1).</summary>
    public Task AcceptAsync(AcmeChallenge challenge, CancellationToken cancellationToken) =>
        connection.PostAsync(challenge.Url, [], cancellationToken);

    /// <summary>Waits until an authorization is valid.</summary>
    public async Task UntilValidAsync(Uri authorization, CancellationToken cancellationToken)
    {
        var last = await PollAsync<AcmeAuthorization>(
            authorization,
            current => current.Status is not (AcmeStatus.Pending or AcmeStatus.Processing),
            cancellationToken
        );
        if (last.Status is not AcmeStatus.Valid)
            throw AcmeException.Of(
                $"{authorization.Host} does not take the proof for {last.Identifier.Value}",
                last.Challenges.Select(challenge => challenge.Error).FirstOrDefault(error => error is not null)
                    ?? new AcmeProblem(Detail: $"the authorization is {last.Status}")
            );
    }

    /// <summary>Waits until an order whose names are proved can be handed a request, or has its certificate.</summary>
    public Task<AcmeOrder> UntilReadyAsync(AcmeOrder order, CancellationToken cancellationToken) =>
        UntilAsync(order, status => status is not (AcmeStatus.Pending or AcmeStatus.Processing), cancellationToken);

    /// <summary>Waits until an order has its certificate.</summary>
    public Task<AcmeOrder> UntilIssuedAsync(AcmeOrder order, CancellationToken cancellationToken) =>
        UntilAsync(order, status => status is not (AcmeStatus.Ready or AcmeStatus.Processing), cancellationToken);

    /// <summary>Hands in the request for a ready order (RFC 8555 §7.4).</summary>
    /// <param name="csr">PKCS #10 in DER.</param>
    public async Task<AcmeOrder> FinalizeAsync(AcmeOrder order, byte[] csr, CancellationToken cancellationToken)
    {
        var payload = new JsonObject { ["csr"] = Base64Url.EncodeToString(csr) };
        return OrderOf(await connection.PostAsync(order.Finalize, payload, cancellationToken), order.Url);
    }

    /// <summary>The certificate of a valid order and those of its authorities, the order's own first (RFC 8555 §7.4.2).</summary>
    public async Task<ImmutableArray<X509Certificate2>> DownloadAsync(AcmeOrder order, CancellationToken cancellationToken)
    {
        var url = order.Certificate ?? throw new AcmeException($"{order.Url.Host} does not say where the certificate is.");
        var answer = await connection.FetchAsync(url, cancellationToken);
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(Encoding.ASCII.GetString(answer.Body));
            return chain.Count is > 0 and <= MaxCertificates
                ? [.. chain]
                : throw new AcmeException($"{url.Host} gives a chain of {chain.Count} certificates.");
        }
        catch (CryptographicException e)
        {
            throw new AcmeException($"The certificate that {url.Host} gives cannot be read.", e);
        }
    }

    private async Task<AcmeOrder> UntilAsync(AcmeOrder order, Func<AcmeStatus, bool> isDone, CancellationToken cancellationToken)
    {
        var last = await PollAsync<AcmeOrder>(order.Url, current => isDone(current.Status), cancellationToken);
        if (last.Status is not (AcmeStatus.Ready or AcmeStatus.Valid))
            throw AcmeException.Of(
                $"The order at {order.Url.Host} came to nothing",
                last.Error ?? new AcmeProblem(Detail: $"it is {last.Status}")
            );
        return last with { Url = order.Url };
    }

    private static AcmeOrder OrderOf(AcmeAnswer answer, Uri url) => AcmeConnection.Read<AcmeOrder>(answer) with { Url = url };

    /// <summary>Asks again and again, as seldom as the authority wishes, until something has come about or patience has an end.</summary>
    private async Task<T> PollAsync<T>(Uri url, Func<T, bool> isDone, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var pause = patience.FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, AcmePatience.LongestPause.Ticks)))
        {
            var answer = await connection.FetchAsync(url, cancellationToken);
            var current = AcmeConnection.Read<T>(answer);
            if (isDone(current))
                return current;
            var wait = answer.RetryAfter ?? pause;
            if (time.GetElapsedTime(start) + wait > patience.Limit)
                throw new AcmeException($"{url.Host} takes longer than {patience.Limit}; the order goes on later.") { RetryAfter = wait };
            await Task.Delay(wait, time, cancellationToken);
        }
    }
}

/// <summary>How long an authority is waited for.</summary>
internal sealed record AcmePatience
{
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>Before something is asked for the second time, unless the authority says how long; later pauses are longer.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For each thing that is waited for. A function may run ten minutes.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(2);
}
