using System.Security.Cryptography;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// All weights of a model: item table, backbone, and prompts once there are some. Networks made for several tasks share one
/// backbone; the last of them to be disposed frees it.
/// </summary>
internal sealed class SequenceNetwork : IDisposable
{
    private readonly SharedBackbone _shared;
    private int _disposed;

    private SequenceNetwork(SharedBackbone shared, PromptModule? prompts) => (_shared, Prompts) = (shared, prompts);

    /// <summary>[V + 1, d]; row 0 is zero.</summary>
    public Tensor ItemTable => _shared.ItemTable;

    public SequenceEncoder Backbone => _shared.Backbone;

    public PromptModule? Prompts { get; }

    public Device Device => ItemTable.device;

    /// <summary>A new network without prompts and with random weights; a seed of null leaves the weights open, to be filled at once.</summary>
    /// <param name="shape">The encoder's shape.</param>
    /// <param name="seed">Null leaves the weights open.</param>
    /// <param name="device">Where the weights are.</param>
    /// <param name="mostWeights">Numbers that the item table and the encoder may have each.</param>
    /// <exception cref="InvalidDataException">They have more; no memory was taken for these.</exception>
    public static SequenceNetwork Create(EncoderShape shape, ulong? seed, Device device, long mostWeights = long.MaxValue)
    {
        using var scope = NewDisposeScope();
        Tensor table = SequenceEncoder.CreateItemTable(shape, new Initialization(Derive(seed, 0), mostWeights));
        SequenceEncoder backbone = shape.CreateEncoder(new Initialization(Derive(seed, 1), mostWeights));
        return new SequenceNetwork(new SharedBackbone(table.to(device).DetachFromDisposeScope(), Kept(backbone, device)), null);
    }

    /// <summary>A network on the same backbone with new prompts of random weights; a seed of null leaves them open.</summary>
    /// <param name="shape">The prompts' shape.</param>
    /// <param name="seed">Null leaves the weights open.</param>
    /// <param name="mostWeights">Numbers that the prompts may have.</param>
    /// <exception cref="InvalidDataException">They have more; no memory was taken for these.</exception>
    public SequenceNetwork WithPrompts(PromptShape shape, ulong? seed, long mostWeights = long.MaxValue)
    {
        using var scope = NewDisposeScope();
        PromptModule prompts = Kept(shape.CreatePrompts(new Initialization(Derive(seed, 2), mostWeights)), Device);
        return new SequenceNetwork(_shared.Share(), prompts);
    }

    /// <summary>A network on the same backbone without prompts.</summary>
    public SequenceNetwork WithoutPrompts() => new(_shared.Share(), null);

    /// <summary>A network on the same backbone with a copy of the prompts, if there are some.</summary>
    public SequenceNetwork CopyPrompts() => WithPromptsOn(this);

    /// <summary>A network on the same backbone with a copy of what all users share in the prompts; null where nothing personal can be taken out of them.</summary>
    public SequenceNetwork? WithSharedPrompts()
    {
        if (Prompts?.Shape.Shared is not { } shape)
            return null;
        SequenceNetwork network = WithPrompts(shape, seed: null);
        var whole = PromptTensors().ToDictionary(tensor => tensor.Name, tensor => tensor.Values);
        List<(string Name, Tensor Values)> shared = network.PromptTensors();
        CopyValues([.. shared.Select(tensor => (tensor.Name, whole[tensor.Name]))], shared);
        return network;
    }

    /// <summary>A network without prompts whose backbone is a copy, so that it can be trained further.</summary>
    public SequenceNetwork CopyBackbone()
    {
        SequenceNetwork copy = Create(Backbone.Shape, null, Device);
        CopyValues(BackboneTensors(), copy.BackboneTensors());
        return copy;
    }

    /// <summary>A network of copies: backbone, and prompts if there are some.</summary>
    public SequenceNetwork Copy()
    {
        using SequenceNetwork bare = CopyBackbone();
        return WithPromptsOn(bare);
    }

    /// <summary>A network of copies that knows more items: those it knew keep their rows, the further ones have rows of zeros.</summary>
    /// <param name="itemCount">V, at least as many as it knows.</param>
    public SequenceNetwork CopyWithItems(int itemCount)
    {
        using SequenceNetwork bare = Create(Backbone.Shape with { Items = itemCount }, null, Device);
        using (NewDisposeScope())
        using (no_grad())
        {
            bare.ItemTable.zero_();
            bare.ItemTable[..(Backbone.Shape.Items + 1)].copy_(ItemTable);
        }

        CopyValues([.. Named(Backbone)], [.. Named(bare.Backbone)]);
        return WithPromptsOn(bare);
    }

    /// <summary>What prompts do not change of a batch of windows, see <see cref="IFrozenPast"/>; null where they may change all of it.</summary>
    public Tensor? Freeze(WindowInputs inputs) =>
        Prompts is { Shape.Modulates: true } && Backbone is IFrozenPast { FrozenSize: > 0 } parted ? parted.Freeze(ItemTable, inputs) : null;

    /// <summary>User vectors [n, d] of a batch, with prompts when the network has some.</summary>
    /// <param name="inputs">The windows.</param>
    /// <param name="frozen">What <see cref="Freeze"/> gave for them; null: it is computed.</param>
    public Tensor Encode(WindowInputs inputs, Tensor? frozen = null)
    {
        Prompts? prompts = Prompts?.forward(inputs.Prompts!, ItemTable);
        double share = prompts is null ? 1 : Prompts!.Share?.ToNumber() ?? 1;
        if (frozen is null && share >= 1)
            return Backbone.Encode(ItemTable, inputs, prompts, Dropout.None);
        frozen ??= Freeze(inputs);
        Tensor with = frozen is null ? Backbone.Encode(ItemTable, inputs, prompts, Dropout.None) : ((IFrozenPast)Backbone).FromFrozen(frozen, inputs, prompts!.Modulation);
        if (share >= 1)
            return with;
        Tensor without = frozen is null ? Backbone.Encode(ItemTable, inputs, null, Dropout.None) : ((IFrozenPast)Backbone).FromFrozen(frozen, inputs, null);
        return without.Plus((with - without).Times(share));
    }

    /// <summary>A copy of the weights for windows one at a time, in managed code; null where the network or its device has no such form. Must not outlive this network.</summary>
    public ManagedNetwork? ToManaged()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (ManagedItems.Of(ItemTable) is not { } items || Backbone.ToManaged() is not { } encoder)
            return null;
        if (Prompts is null)
            return new ManagedNetwork(Backbone.Shape.Width, items, encoder, null, 1);
        return encoder.Modulates && Prompts.ToManaged() is { } prompts
            ? new ManagedNetwork(Backbone.Shape.Width, items, encoder, prompts, (float)(Prompts.Share?.ToNumber() ?? 1))
            : null;
    }

    /// <summary>Item table and backbone by name, in a fixed order.</summary>
    public List<(string Name, Tensor Values)> BackboneTensors() => [("items", ItemTable), .. Named(Backbone)];

    /// <summary>SHA-256 of item table and backbone, in hexadecimal digits.</summary>
    public string BackboneChecksum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var writer = new BinaryWriter(new HashStream(hash));
        TensorArchive.Write(writer, BackboneTensors());
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>The prompts' parameters by name, in a fixed order; empty without prompts.</summary>
    public List<(string Name, Tensor Values)> PromptTensors() => Prompts is null ? [] : [.. Named(Prompts)];

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (Prompts is not null)
            Free(Prompts);
        _shared.Release();
    }

    /// <summary>A network on another's backbone with a copy of the prompts, if there are some.</summary>
    private SequenceNetwork WithPromptsOn(SequenceNetwork other)
    {
        if (Prompts is null)
            return other.WithoutPrompts();
        SequenceNetwork copy = other.WithPrompts(Prompts.Shape, seed: null);
        CopyValues(PromptTensors(), copy.PromptTensors());
        return copy;
    }

    private static ulong? Derive(ulong? seed, int part) => seed is { } given ? SeededRandom.Derive(given, part) : null;

    /// <summary>
    /// Moves a new module to its device and its parameters out of the scope they were made in. None asks for a gradient before a stage trains
    /// it: libtorch multiplies in another order what might need one, and a model that was loaded would differ in the last digit.
    /// </summary>
    private static T Kept<T>(T module, Device device)
        where T : nn.Module
    {
        module.to(device);
        foreach (Tensor parameter in module.parameters())
        {
            parameter.requires_grad = false;
            parameter.DetachFromDisposeScope();
        }

        return module;
    }

    private static void Free(nn.Module module)
    {
        foreach (Tensor parameter in module.parameters().ToArray())
            parameter.Dispose();
        module.Dispose();
    }

    private static void CopyValues(List<(string Name, Tensor Values)> from, List<(string Name, Tensor Values)> to)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        for (int i = 0; i < to.Count; i++)
            to[i].Values.detach().copy_(from[i].Values.detach());
    }

    private static IEnumerable<(string Name, Tensor Values)> Named(nn.Module module) =>
        module.named_parameters().Select(pair => (pair.name, (Tensor)pair.parameter));

    /// <summary>An item table and a backbone with a count of the networks that use them.</summary>
    private sealed class SharedBackbone(Tensor itemTable, SequenceEncoder backbone)
    {
        private int _users = 1;

        public Tensor ItemTable => itemTable;

        public SequenceEncoder Backbone => backbone;

        public SharedBackbone Share()
        {
            Interlocked.Increment(ref _users);
            return this;
        }

        public void Release()
        {
            if (Interlocked.Decrement(ref _users) != 0)
                return;
            itemTable.Dispose();
            Free(backbone);
        }
    }
}
