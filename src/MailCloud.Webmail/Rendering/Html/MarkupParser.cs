using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MailCloud.Webmail.Rendering.Html;

/// <summary>
/// Parses a stranger's page within limits of time, memory, size and depth: what is quick to write may be slow to read (formatting elements that every paragraph
/// opens again), and everything after the parser recurses.
/// </summary>
/// <remarks>There is no CSS in AngleSharp's configuration: <see cref="StyleFilter"/> reads styles.</remarks>
internal static class MarkupParser
{
    private const int CheckEvery = 16;

    /// <summary>A document whose body is the page's. Null: it passes a limit.</summary>
    public static IHtmlDocument? Parse(string html, RenderTime time)
    {
        if (html.Length > RenderLimits.HtmlLength)
            return null;
        var allowance = new Allowance(time);
        var parser = new HtmlParser(
            // The frame runs no scripts either, so what is in noscript is markup to both.
            new HtmlParserOptions { IsScripting = false, OnCreated = (_, _) => allowance.Check() },
            BrowsingContext.New(Configuration.Default)
        );
        try
        {
            var document = parser.ParseDocument("<!doctype html><html><body>" + html);
            if (document.Body is not null && IsWithinLimits(document.Body))
                return document;
            document.Dispose();
            return null;
        }
        catch (AllowanceSpentException)
        {
            return null;
        }
    }

    /// <summary>All nodes below this one, in order, and how deep each is. It does not recurse. The current node may be changed but not removed.</summary>
    public static IEnumerable<(INode Node, int Depth)> Below(INode root)
    {
        var (node, depth) = (root.FirstChild, 1);
        while (node is not null)
        {
            yield return (node, depth);
            if (node.FirstChild is { } child)
            {
                (node, depth) = (child, depth + 1);
                continue;
            }
            while (node is not null && node.NextSibling is null)
            {
                node = node.Parent;
                depth--;
                if (ReferenceEquals(node, root))
                    yield break;
            }
            node = node?.NextSibling;
        }
    }

    private static bool IsWithinLimits(IElement body)
    {
        var count = 0;
        foreach (var (_, depth) in Below(body))
            if (depth > RenderLimits.Depth || ++count > RenderLimits.Nodes)
                return false;
        return true;
    }

    /// <summary>What the parser may still use; it asks at each element that the page names, and no page gets far without one.</summary>
    private sealed class Allowance(RenderTime time)
    {
        private readonly long allocated = GC.GetAllocatedBytesForCurrentThread();
        private int elements;

        public void Check()
        {
            if (++elements % CheckEvery != 0)
                return;
            if (
                elements > RenderLimits.Nodes
                || time.IsOver
                || GC.GetAllocatedBytesForCurrentThread() - allocated > RenderLimits.Allocation
            )
                throw new AllowanceSpentException();
        }
    }

    private sealed class AllowanceSpentException() : Exception("The page takes too long to read, or too much memory.");
}
