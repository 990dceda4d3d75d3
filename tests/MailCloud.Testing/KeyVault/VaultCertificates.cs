using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Testing.KeyVault;

/// <summary>
/// The certificates of a vault. Issuer <c>Self</c> signs at once; issuer <c>Unknown</c> leaves a request pending, whose key is made here, until a signed
/// certificate is merged.
/// </summary>
public sealed class VaultCertificates
{
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Entry> removed = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<Uri> address;

    internal VaultCertificates(Func<Uri> address) => this.address = address;

    /// <summary>The clock by which certificates are made.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>How many versions a certificate has; 0: there is none.</summary>
    public int CountVersions(string name) => entries.TryGetValue(name, out var entry) ? entry.Versions.Count : 0;

    /// <summary>Whether a certificate has a request that nobody has answered.</summary>
    public bool IsPending(string name) =>
        entries.TryGetValue(name, out var entry) && entry.Pending is { Status: PendingRequest.InProgress };

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/certificates", List);
        routes.MapPost("/certificates/{name}/create", CreateAsync);
        routes.MapGet("/certificates/{name}/pending", (string name) => WithPending(name, (_, pending) => Results.Json(pending.Show())));
        routes.MapPatch("/certificates/{name}/pending", CancelPending);
        routes.MapDelete("/certificates/{name}/pending", DeletePending);
        routes.MapPost("/certificates/{name}/pending/merge", MergeAsync);
        routes.MapGet("/certificates/{name}/versions", Versions);
        routes.MapGet("/certificates/{name}/policy", (string name) => With(name, null, version => Results.Json(version.Policy.Json)));
        routes.MapGet("/certificates/{name}/{version?}", Get);
        routes.MapPatch("/certificates/{name}/{version?}", UpdateAsync);
        routes.MapDelete("/certificates/{name}", (string name) => Move(name, entries, removed));
        routes.MapGet(
            "/deletedcertificates/{name}",
            (string name) => removed.TryGetValue(name, out var entry) ? Results.Json(Deleted(name, entry)) : Missing(name)
        );
        routes.MapPost("/deletedcertificates/{name}/recover", (string name) => Move(name, removed, entries));
    }

    /// <summary>The secret behind a certificate; null: there is no such certificate.</summary>
    internal IResult? FindSecret(string name, string? version) =>
        Find(name, version) is not { } found ? null
        : !found.IsEnabled ? VaultAnswers.Error(StatusCodes.Status403Forbidden, "SecretDisabled")
        : Results.Json(
            new JsonObject
            {
                ["id"] = $"{address()}secrets/{name}/{found.Version}",
                ["kid"] = $"{address()}keys/{name}/{found.Version}",
                ["value"] = found.SecretValue,
                ["contentType"] = found.Policy.ContentType,
                ["managed"] = true,
                ["attributes"] = new JsonObject { ["enabled"] = true },
            }
        );

    private async Task<IResult> CreateAsync(string name, HttpRequest request)
    {
        if (removed.ContainsKey(name))
            return VaultAnswers.Error(StatusCodes.Status409Conflict, "ObjectIsDeletedButRecoverable");
        var entry = entries.GetOrAdd(name, _ => new Entry());
        var body = (await JsonNode.ParseAsync(request.Body))!;
        lock (entry)
        {
            if (entry.Pending is { Status: PendingRequest.InProgress })
                return VaultAnswers.Error(
                    StatusCodes.Status409Conflict,
                    "Conflict",
                    "A certificate cannot be created while another request for it is in progress."
                );
            var policy = new VaultCertificatePolicy((JsonObject)body["policy"]!.DeepClone());
            var key = policy.ReusesKey && entry.Newest is { } newest ? newest.Key : policy.CreateKey();
            var pending = new PendingRequest(
                $"{address()}certificates/{name}/pending",
                policy,
                key,
                (JsonObject?)body["tags"]?.DeepClone()
            );
            entry.Pending = pending;
            var answer = Results.Json(pending.Show(), statusCode: StatusCodes.Status202Accepted);
            if (policy.Issuer is "Self")
            {
                var now = Time.GetUtcNow();
                var signed = policy.CreateRequest(key).CreateSelfSigned(now.AddMinutes(-10), now.AddMonths(policy.ValidityMonths));
                Complete(name, entry, pending, X509CertificateLoader.LoadCertificate(signed.RawData), []);
            }
            return answer;
        }
    }

    private async Task<IResult> MergeAsync(string name, HttpRequest request)
    {
        var body = (await JsonNode.ParseAsync(request.Body))!;
        return WithPending(
            name,
            (entry, pending) =>
            {
                if (pending.Status is not PendingRequest.InProgress)
                    return VaultAnswers.Error(StatusCodes.Status409Conflict, "Conflict", "The request is not in progress.");
                X509Certificate2[] chain =
                [
                    .. body["x5c"]!.AsArray().Select(one => X509CertificateLoader.LoadCertificate(Convert.FromBase64String((string)one!))),
                ];
                if (!chain[0].PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(pending.PublicKey))
                    return VaultAnswers.Error(
                        StatusCodes.Status400BadRequest,
                        "BadParameter",
                        "The public key of the certificate is not that of the pending key."
                    );
                var version = Complete(name, entry, pending, chain[0], chain[1..]);
                return Results.Json(version.Bundle(address(), name), statusCode: StatusCodes.Status201Created);
            }
        );
    }

    private VaultCertificateVersion Complete(
        string name,
        Entry entry,
        PendingRequest pending,
        X509Certificate2 certificate,
        IReadOnlyList<X509Certificate2> chain
    )
    {
        var version = new VaultCertificateVersion(
            Guid.NewGuid().ToString("N"),
            certificate,
            pending.Key,
            chain,
            pending.Policy,
            Time.GetUtcNow()
        )
        {
            Tags = pending.Tags,
        };
        entry.Versions.Add(version);
        pending.Complete($"{address()}certificates/{name}");
        return version;
    }

    private IResult CancelPending(string name) =>
        WithPending(
            name,
            (_, pending) =>
            {
                pending.Cancel();
                return Results.Json(pending.Show());
            }
        );

    private IResult DeletePending(string name) =>
        WithPending(
            name,
            (entry, pending) =>
            {
                entry.Pending = null;
                return Results.Json(pending.Show());
            }
        );

    private IResult Get(string name, string? version) => With(name, version, found => Results.Json(found.Bundle(address(), name)));

    private async Task<IResult> UpdateAsync(string name, string? version, HttpRequest request)
    {
        var body = (await JsonNode.ParseAsync(request.Body))!;
        return With(
            name,
            version,
            found =>
            {
                found.IsEnabled = (bool?)body["attributes"]?["enabled"] ?? found.IsEnabled;
                found.Tags = (JsonObject?)body["tags"]?.DeepClone() ?? found.Tags;
                return Results.Json(found.Bundle(address(), name));
            }
        );
    }

    private IResult List(int? skip) =>
        VaultAnswers.Page(
            [.. entries.Where(entry => entry.Value.Newest is not null).OrderBy(entry => entry.Key, StringComparer.Ordinal)],
            skip,
            $"{address()}certificates",
            entry => entry.Value.Newest!.Item($"{address()}certificates/{entry.Key}")
        );

    private IResult Versions(string name, int? skip) =>
        VaultAnswers.Page<VaultCertificateVersion>(
            entries.TryGetValue(name, out var entry) ? [.. entry.Versions] : [],
            skip,
            $"{address()}certificates/{name}/versions",
            version => version.Item($"{address()}certificates/{name}/{version.Version}")
        );

    private IResult Move(string name, ConcurrentDictionary<string, Entry> from, ConcurrentDictionary<string, Entry> to)
    {
        if (!from.TryRemove(name, out var entry))
            return Missing(name);
        to[name] = entry;
        return Results.Json(Deleted(name, entry));
    }

    private JsonObject Deleted(string name, Entry entry)
    {
        var bundle = entry.Newest?.Bundle(address(), name) ?? new JsonObject { ["id"] = $"{address()}certificates/{name}" };
        bundle["recoveryId"] = $"{address()}deletedcertificates/{name}";
        return bundle;
    }

    private VaultCertificateVersion? Find(string name, string? version) =>
        !entries.TryGetValue(name, out var entry) ? null
        : version is null ? entry.Newest
        : entry.Versions.FirstOrDefault(one => one.Version == version);

    private IResult With(string name, string? version, Func<VaultCertificateVersion, IResult> action) =>
        Find(name, version) is { } found ? action(found) : Missing(name);

    private IResult WithPending(string name, Func<Entry, PendingRequest, IResult> action)
    {
        if (!entries.TryGetValue(name, out var entry))
            return Missing(name);
        lock (entry)
            return entry.Pending is { } pending
                ? action(entry, pending)
                : VaultAnswers.Error(StatusCodes.Status404NotFound, "PendingCertificateNotFound", name);
    }

    private static IResult Missing(string name) => VaultAnswers.Error(StatusCodes.Status404NotFound, "CertificateNotFound", name);

    /// <summary>All of one name.</summary>
    private sealed class Entry
    {
        public List<VaultCertificateVersion> Versions { get; } = [];

        public PendingRequest? Pending { get; set; }

        public VaultCertificateVersion? Newest => Versions.LastOrDefault();
    }
}
