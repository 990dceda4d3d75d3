using System.Text.Json.Serialization;
using MailCloud.Jmap.Core;

namespace MailCloud.Jmap.Threads;

/// <summary>The methods of Thread (RFC 8621 §3).</summary>
public static class ThreadMethods
{
    public static IEnumerable<Method> All =>
        [
            new Method<GetArguments, GetResponse<ThreadView>>(
                "Thread/get",
                Capabilities.Mail,
                ThreadJson.Default.GetArguments,
                ThreadJson.Default.GetResponseThreadView,
                ThreadGet.RunAsync
            ),
            new Method<ChangesArguments, ChangesResponse>(
                "Thread/changes",
                Capabilities.Mail,
                ThreadJson.Default.ChangesArguments,
                ThreadJson.Default.ChangesResponse,
                ThreadChanges.RunAsync
            ),
        ];
}

/// <summary>Arguments and responses of the methods of Thread in JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(GetArguments))]
[JsonSerializable(typeof(GetResponse<ThreadView>))]
[JsonSerializable(typeof(ChangesArguments))]
[JsonSerializable(typeof(ChangesResponse))]
internal sealed partial class ThreadJson : JsonSerializerContext;
