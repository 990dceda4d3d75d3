using MailCloud.Storage;
using MailCloud.Testing.Identity;

namespace MailCloud.Functions.Tests.Cloud;

/// <summary>
/// The identities of the deployment, and what their roles on the storage account allow. Containers, tables and queues are the deployment's: no program
/// makes, removes or lists them.
/// </summary>
internal static class CloudRoles
{
    public const string Listener = "3c1f5a52-6a4c-4c27-8a0d-6f0a5b1d1a01";
    public const string Functions = "b8e0f6a4-0f0d-4b8e-9a55-2f9a7d7f2c02";

    // As bicep/roles.bicep gives them.
    private static readonly string[] Written = ["messages", "accounts", "refs", "beacon", "greylist"];
    private static readonly string[] Read = ["models", "indexes", "addresses", "domains", "credentials"];
    private static readonly string[] SentTo = [QueueNames.Deliver, QueueNames.Train, QueueNames.Index];

    public static bool Allow(StorageRequest request) =>
        !request.IsOfTheAccount
        && request.ClientId switch
        {
            Listener => AllowListener(request),
            Functions => true,
            _ => false,
        };

    // It is spoken to by strangers, and so it gets least.
    private static bool AllowListener(StorageRequest request) =>
        request.Service is "queue"
            ? request is { Method: "POST", Item: "messages" } && SentTo.Contains(request.Resource, StringComparer.Ordinal)
            : Written.Contains(request.Resource, StringComparer.Ordinal)
                || (request.Method is "GET" or "HEAD" && Read.Contains(request.Resource, StringComparer.Ordinal));
}
