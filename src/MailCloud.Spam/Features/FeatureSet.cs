using System.Collections.Immutable;

namespace MailCloud.Spam.Features;

/// <summary>The features of one message: which they are, not how often each occurs. At most <see cref="MaxFeatures"/>.</summary>
public sealed class FeatureSet
{
    /// <summary>More than this is not looked at; what comes first counts, and that is the header and the beginning of the text.</summary>
    public const int MaxFeatures = 4_000;

    /// <summary>A message with fewer features proves less: none of the few may decide alone.</summary>
    private const int FewFeatures = 256;

    private FeatureSet(ImmutableArray<int> slots)
    {
        Slots = slots;
        Value = 1 / MathF.Sqrt(Math.Max(slots.Length, FewFeatures));
    }

    /// <summary>The places of the features (<see cref="FeatureSlot"/>), each once.</summary>
    public ImmutableArray<int> Slots { get; }

    /// <summary>What each feature counts, so that a long text does not weigh more than a short one.</summary>
    public float Value { get; }

    /// <summary>The features of the message that begins with these bytes (<see cref="MessageFeatures.MaxOctets"/> of them are looked at).</summary>
    public static FeatureSet Of(ReadOnlySpan<byte> message)
    {
        var builder = new Builder();
        MessageFeatures.Extract(message, builder);
        return builder.ToSet();
    }

    /// <summary>Collects features.</summary>
    public sealed class Builder : IFeatureSink
    {
        private readonly HashSet<int> slots = [];

        public void Add(FeatureSource source, ReadOnlySpan<char> text)
        {
            if (slots.Count < MaxFeatures)
                slots.Add(FeatureSlot.Of(source, text));
        }

        public FeatureSet ToSet() => new([.. slots]);
    }
}
