namespace MailCloud.Spam.Models;

/// <summary>
/// What the service knows before anybody taught it: learned from the SpamAssassin corpus (CC0), and shipped inside the program. The benchmark
/// <c>spam --write</c> makes it.
/// </summary>
public static class StartModel
{
    private static readonly Lazy<SpamModel> Loaded = new(Load);

    public static SpamModel Model => Loaded.Value;

    private static SpamModel Load()
    {
        using var resource = typeof(StartModel).Assembly.GetManifestResourceStream("start.model");
        using var bytes = new MemoryStream();
        resource?.CopyTo(bytes);
        return ModelFormat.Decode(bytes.ToArray()) ?? throw new InvalidDataException("The model inside the program cannot be read.");
    }
}
