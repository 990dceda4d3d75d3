using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MailCloud.Testing.KeyVault;

/// <summary>What a vault answers whatever it is asked for: pages, and errors with a code.</summary>
internal static class VaultAnswers
{
    private const int PageSize = 2;

    /// <param name="address">Of the list, without a query.</param>
    public static IResult Page<T>(IReadOnlyList<T> all, int? skip, string address, Func<T, JsonObject> item)
    {
        var start = skip ?? 0;
        return Results.Json(
            new JsonObject
            {
                ["value"] = new JsonArray([.. all.Skip(start).Take(PageSize).Select(item)]),
                ["nextLink"] = start + PageSize < all.Count ? $"{address}?api-version=7.6&skip={start + PageSize}" : null,
            }
        );
    }

    public static IResult Error(int status, string code, string? message = null) =>
        Results.Json(new { error = new { code, message = message ?? code } }, statusCode: status);
}
