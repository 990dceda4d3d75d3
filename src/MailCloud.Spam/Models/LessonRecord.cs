using System.Collections.Immutable;

namespace MailCloud.Spam.Models;

/// <summary>
/// The lessons that a model has learned last, so that none is learned twice. Queue messages come again, and in any order; a user moves a message to and
/// fro. Immutable.
/// </summary>
public sealed class LessonRecord
{
    /// <summary>Lessons that are remembered. A lesson that comes again after so many others would be learned again.</summary>
    public const int Capacity = 2_048;

    private readonly ImmutableDictionary<ulong, ulong> changes;

    private LessonRecord(ImmutableDictionary<ulong, ulong> changes, ImmutableQueue<ulong> order)
    {
        this.changes = changes;
        Messages = order;
    }

    public static readonly LessonRecord Empty = new(ImmutableDictionary<ulong, ulong>.Empty, []);

    /// <summary>The hashes of the messages, the one learned longest ago first.</summary>
    public ImmutableQueue<ulong> Messages { get; }

    public int Count => changes.Count;

    /// <summary>The number of the move by which the message taught last; null: it is not remembered.</summary>
    public ulong? ChangeOf(ulong message) => changes.TryGetValue(message, out var change) ? change : null;

    /// <summary>Whether the lesson is one to learn: neither this one nor a later one about the message was learned.</summary>
    public bool IsNew(ulong message, ulong change) => ChangeOf(message) is not { } known || change > known;

    public LessonRecord With(ulong message, ulong change)
    {
        var (next, order) = (changes, Messages);
        if (!next.ContainsKey(message))
        {
            order = order.Enqueue(message);
            if (next.Count == Capacity)
            {
                order = order.Dequeue(out var oldest);
                next = next.Remove(oldest);
            }
        }
        return new LessonRecord(next.SetItem(message, change), order);
    }
}
