using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailCloud.Certificates.Acme;

/// <summary>
/// Signed requests to one authority (RFC 8555 §6): each with a nonce that the authority gave out, and once more where it does not know that nonce any longer.
/// </summary>
/// <param name="http">See <see cref="CreateHttp"/>.</param>
internal sealed class AcmeConnection(Uri directoryUrl, AccountKey key, HttpClient http, TimeProvider time)
{
    /// <summary>How often a request is made again because of its nonce.</summary>
    private const int MaxNonceRetries = 10;

    private const int MaxOctets = 1024 * 1024;
    private const string BadNonce = "badNonce";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly ConcurrentBag<string> nonces = [];
    private AcmeDirectory? directory;

    /// <summary>The account's address, by which it is known once it is there (RFC 8555 §6.2).</summary>
    public Uri? Account { get; set; }

    /// <summary>A client as authorities want it: one that says who it is (RFC 8555 §6.1). Answers are bounded in size and time.</summary>
    public static HttpClient CreateHttp(HttpMessageHandler handler)
    {
        var http = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(1), MaxResponseContentBufferSize = MaxOctets };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("MailCloud", "1.0"));
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        return http;
    }

    /// <exception cref="AcmeException">It cannot be had.</exception>
    public async Task<AcmeDirectory> DirectoryAsync(CancellationToken cancellationToken) =>
        directory ??= Read<AcmeDirectory>(await GetAsync(directoryUrl, cancellationToken));

    /// <summary>Asks without a signature, which only a directory and renewal information allow.</summary>
    public Task<AcmeAnswer> GetAsync(Uri url, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, url), url, cancellationToken);

    /// <summary>Asks for what is at an address (POST-as-GET, RFC 8555 §6.3).</summary>
    public Task<AcmeAnswer> FetchAsync(Uri url, CancellationToken cancellationToken) => PostAsync(url, null, cancellationToken);

    /// <param name="payload">Null: asks for what is there.</param>
    /// <exception cref="AcmeException">The authority refuses, or cannot be reached.</exception>
    public async Task<AcmeAnswer> PostAsync(Uri url, JsonObject? payload, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            var nonce = await NonceAsync(cancellationToken);
            try
            {
                return await SendAsync(() => Request(url, payload, nonce), url, cancellationToken);
            }
            catch (AcmeException e) when (e.Kind is BadNonce && retry < MaxNonceRetries)
            {
                // The refusal brought a new one (RFC 8555 §6.5).
            }
        }
    }

    /// <exception cref="AcmeException">The answer cannot be understood.</exception>
    public static T Read<T>(AcmeAnswer answer)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(answer.Body, Json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new AcmeException($"What {answer.Url} answers cannot be understood.", e);
        }
    }

    private HttpRequestMessage Request(Uri url, JsonObject? payload, string nonce)
    {
        var header = new JsonObject { ["nonce"] = nonce, ["url"] = url.AbsoluteUri };
        if (Account is { } account)
            header["kid"] = account.AbsoluteUri;
        else
            header["jwk"] = key.PublicJwk();
        var body = key.Sign(header, payload?.DeepClone().AsObject());
        return new HttpRequestMessage(HttpMethod.Post, url)
        {
            // Without a charset, which authorities refuse.
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/jose+json") },
            },
        };
    }

    private async Task<string> NonceAsync(CancellationToken cancellationToken)
    {
        if (nonces.TryTake(out var nonce))
            return nonce;
        var url = (await DirectoryAsync(cancellationToken)).NewNonce;
        await SendAsync(() => new HttpRequestMessage(HttpMethod.Head, url), url, cancellationToken);
        return nonces.TryTake(out nonce) ? nonce : throw new AcmeException($"{url} gives out no nonce.");
    }

    private async Task<AcmeAnswer> SendAsync(Func<HttpRequestMessage> create, Uri url, CancellationToken cancellationToken)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not "https")
            throw new AcmeException($"{url} is no https address.");
        try
        {
            using var request = create();
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Replay-Nonce", out var values))
                nonces.Add(values.First());
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var location = response.Headers.Location is { } place ? new Uri(url, place) : null;
            var answer = new AcmeAnswer(url, body, location, RetryAfter(response.Headers.RetryAfter));
            return response.IsSuccessStatusCode
                ? answer
                : throw AcmeException.Of($"{url.Host} refuses", ProblemOf(response, body), answer.RetryAfter);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || IsTimeout(e, cancellationToken))
        {
            throw new AcmeException($"{url.Host} cannot be reached: {e.Message}", e);
        }
    }

    private static bool IsTimeout(Exception e, CancellationToken cancellationToken) =>
        e is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    private static AcmeProblem ProblemOf(HttpResponseMessage response, byte[] body)
    {
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json")
            try
            {
                return JsonSerializer.Deserialize<AcmeProblem>(body, Json) ?? new AcmeProblem();
            }
            catch (JsonException)
            {
                return new AcmeProblem(Detail: $"status {(int)response.StatusCode} with a problem that cannot be understood");
            }
        return new AcmeProblem(Detail: $"status {(int)response.StatusCode}");
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }
}

/// <summary>An answer of an authority.</summary>
/// <param name="Url">Who gave it.</param>
/// <param name="Location">Where what was made is.</param>
/// <param name="RetryAfter">When to ask again.</param>
internal sealed record AcmeAnswer(Uri Url, byte[] Body, Uri? Location, TimeSpan? RetryAfter);
