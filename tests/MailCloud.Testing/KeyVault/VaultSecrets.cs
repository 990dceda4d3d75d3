using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MailCloud.Testing.KeyVault;

/// <summary>The secrets of a vault, and those behind its certificates.</summary>
/// <param name="address">Of the vault.</param>
/// <param name="behindCertificate">The secret of a certificate's name and version (null: the newest); null: there is no such certificate.</param>
internal sealed class VaultSecrets(Func<Uri> address, Func<string, string?, IResult?> behindCertificate)
{
    private readonly ConcurrentDictionary<string, string> secrets = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> removed = new(StringComparer.OrdinalIgnoreCase);
    private int reads;

    public int Reads => reads;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/secrets/{name}", PutAsync);
        routes.MapGet("/secrets/{name}/{version?}", Get);
        routes.MapGet("/secrets", List);
        routes.MapDelete("/secrets/{name}", (string name) => Move(name, secrets, removed));
        routes.MapGet("/deletedsecrets/{name}", (string name) => removed.ContainsKey(name) ? Results.Json(Bundle(name)) : Missing(name));
        routes.MapPost("/deletedsecrets/{name}/recover", (string name) => Move(name, removed, secrets));
    }

    private async Task<IResult> PutAsync(string name, HttpRequest request)
    {
        if (removed.ContainsKey(name))
            return VaultAnswers.Error(StatusCodes.Status409Conflict, "ObjectIsDeletedButRecoverable");
        var body = await JsonNode.ParseAsync(request.Body);
        secrets[name] = (string)body!["value"]!;
        return Results.Json(Bundle(name, secrets[name]));
    }

    private IResult Get(string name, string? version)
    {
        Interlocked.Increment(ref reads);
        return secrets.TryGetValue(name, out var value)
            ? Results.Json(Bundle(name, value))
            : behindCertificate(name, version) ?? Missing(name);
    }

    private IResult List(int? skip) =>
        VaultAnswers.Page([.. secrets.Keys.Order(StringComparer.Ordinal)], skip, $"{address()}secrets", name => Bundle(name));

    private IResult Move(string name, ConcurrentDictionary<string, string> from, ConcurrentDictionary<string, string> to)
    {
        if (!from.TryRemove(name, out var value))
            return Missing(name);
        to[name] = value;
        return Results.Json(Bundle(name));
    }

    private JsonObject Bundle(string name, string? value = null)
    {
        var bundle = new JsonObject
        {
            ["id"] = $"{address()}secrets/{name}",
            ["recoveryId"] = $"{address()}deletedsecrets/{name}",
            ["attributes"] = new JsonObject { ["enabled"] = true },
        };
        if (value is not null)
            bundle["value"] = value;
        return bundle;
    }

    private static IResult Missing(string name) => VaultAnswers.Error(StatusCodes.Status404NotFound, "SecretNotFound", name);
}
