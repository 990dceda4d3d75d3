namespace MailCloud.Fuzz.Tests.Fuzzing;

/// <summary>Parsers of strangers' octets, and what they promise. To add one: a property in a file of Targets, and a line in AllTargets.</summary>
/// <param name="Name">Also the name of its folder in Regressions.</param>
/// <param name="Run">
/// Gives the octets to the parsers and checks what must hold of the result. It ends with nothing, with an exception of <see cref="Refusal"/>, or with any other exception: a
/// fault that was found. The same octets always do the same.
/// </param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Run)
{
    /// <summary>The one exception by which the parsers refuse; null: they refuse without.</summary>
    public Type? Refusal { get; init; }

    /// <summary>What is mutated: octets that are in order, or nearly so.</summary>
    public required Func<IEnumerable<byte[]>> Seeds { get; init; }

    /// <summary>Words that mean something to the parsers.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>The longest input, in octets.</summary>
    public int MaxLength { get; init; } = 4096;

    /// <summary>Octets that an input may make the parsers allocate, whatever it is.</summary>
    public long FreeAllocation { get; init; } = 1024 * 1024;

    /// <summary>Octets that they may allocate for each octet of the input on top.</summary>
    public long AllocationPerOctet { get; init; } = 1024;

    public override string ToString() => Name;
}
