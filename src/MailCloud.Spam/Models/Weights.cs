using System.Collections.Immutable;
using MailCloud.Spam.Features;

namespace MailCloud.Spam.Models;

/// <summary>
/// What each feature says for spam (above zero) or against it, by its place (<see cref="FeatureSlot"/>); features that say nothing take no room.
/// Immutable.
/// </summary>
public sealed class Weights
{
    private readonly int[] slots;
    private readonly float[] values;

    private Weights(int[] slots, float[] values)
    {
        this.slots = slots;
        this.values = values;
    }

    public static readonly Weights None = new([], []);

    /// <summary>These weights, but for the smallest ones if there are more than <paramref name="max"/>.</summary>
    public static Weights Of(IEnumerable<KeyValuePair<int, float>> weights, int max = FeatureSlot.Count)
    {
        var kept = weights.Where(weight => weight.Value != 0).ToList();
        if (kept.Count > max)
            kept = [.. kept.OrderByDescending(weight => MathF.Abs(weight.Value)).ThenBy(weight => weight.Key).Take(max)];
        kept.Sort((one, other) => one.Key.CompareTo(other.Key));
        return new Weights([.. kept.Select(weight => weight.Key)], [.. kept.Select(weight => weight.Value)]);
    }

    public int Count => slots.Length;

    /// <summary>The weights other than zero, by ascending place.</summary>
    public IEnumerable<KeyValuePair<int, float>> All => slots.Select((slot, index) => KeyValuePair.Create(slot, values[index]));

    public float this[int slot] => Array.BinarySearch(slots, slot) is >= 0 and var index ? values[index] : 0;

    /// <summary>What the features of a message say together.</summary>
    public float Sum(FeatureSet features)
    {
        float sum = 0;
        foreach (var slot in features.Slots)
            sum += this[slot];
        return sum * features.Value;
    }

    /// <summary>The features of the message that say most for spam, the strongest first.</summary>
    public ImmutableArray<int> Strongest(FeatureSet features, int count) =>
        [.. features.Slots.Where(slot => this[slot] > 0).OrderByDescending(slot => this[slot]).Take(count)];
}
