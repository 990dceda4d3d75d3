using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MailCloud.Jmap.Core;

/// <summary>One row of the method table: what a client can call (RFC 8620 §3.2), with the capability that has it.</summary>
public abstract class Method(string name, string capability)
{
    /// <summary>As the client says it: <c>Email/get</c>.</summary>
    public string Name { get; } = name;

    /// <summary>One of <see cref="Capabilities"/>; a request that does not use it does not know the method.</summary>
    public string Capability { get; } = capability;

    /// <summary>Runs the method and writes its response's arguments.</summary>
    /// <exception cref="MethodException">The method answers an error instead; what was written is to be thrown away.</exception>
    /// <exception cref="JsonException">The arguments are not the method's.</exception>
    internal abstract ValueTask InvokeAsync(
        JsonElement arguments,
        MethodCall call,
        Utf8JsonWriter response,
        CancellationToken cancellationToken
    );
}

/// <summary>A method with the types of what it is told and what it answers.</summary>
/// <param name="arguments">Reads the arguments; an argument that it does not know is refused (RFC 8620 §3.6.2, invalidArguments).</param>
/// <param name="run">Throws <see cref="MethodException"/> to answer an error.</param>
public sealed class Method<TArguments, TResponse>(
    string name,
    string capability,
    JsonTypeInfo<TArguments> arguments,
    JsonTypeInfo<TResponse> response,
    Func<TArguments, MethodCall, CancellationToken, ValueTask<TResponse>> run
) : Method(name, capability)
{
    internal override async ValueTask InvokeAsync(
        JsonElement element,
        MethodCall call,
        Utf8JsonWriter writer,
        CancellationToken cancellationToken
    )
    {
        var told = element.Deserialize(arguments) ?? throw MethodException.InvalidArguments("The arguments are missing.");
        JsonSerializer.Serialize(writer, await run(told, call, cancellationToken), response);
    }
}
