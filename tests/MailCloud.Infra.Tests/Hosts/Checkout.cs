namespace MailCloud.Infra.Tests.Hosts;

/// <summary>The checkout that the tests were built from, and what may lie beside it.</summary>
internal static class Checkout
{
    public static string Read(string relative) => File.ReadAllText(Bicep.PathOf(relative));

    /// <summary>A file of the folder <c>shared</c> beside the checkout, which is no part of it; where it is missing, the test is skipped.</summary>
    public static string SharedOrSkip(string relative)
    {
        var place = Path.Combine("shared", relative);
        var folder = Above(place);
        Assert.SkipWhen(folder is null, $"There is no {place} beside the checkout.");
        return Path.Combine(folder!, place);
    }

    private static string? Above(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Exists(Path.Combine(folder.FullName, relative)))
                return folder.FullName;
        return null;
    }
}
