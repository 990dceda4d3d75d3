namespace MailCloud.Functions.Hosting;

/// <summary>The files by which the Functions host knows this app: <c>host.json</c> and, in a folder named after each function, <c>function.json</c>.</summary>
public sealed record FunctionFiles(HostSettings Host, IReadOnlyList<FunctionDefinition> Functions)
{
    /// <summary>Those beside the program.</summary>
    public static FunctionFiles OfThisProgram() => Read(AppContext.BaseDirectory);

    /// <exception cref="FormatException">A declaration is not understood.</exception>
    /// <exception cref="InvalidOperationException">A setting of <c>host.json</c> is missing.</exception>
    public static FunctionFiles Read(string folder) => new(HostSettings.Read(folder), FunctionDefinition.ReadAll(folder));
}
