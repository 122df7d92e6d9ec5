using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>All weights of a model: item table, backbone, and prompts once there are some.</summary>
internal sealed class DpcplNetwork : IDisposable
{
    public DpcplNetwork(Tensor itemTable, EfficientBehaviorMiner backbone, CustomizedPrompts? prompts)
    {
        (ItemTable, Backbone, Prompts) = (itemTable, backbone, prompts);
    }

    /// <summary>[V + 1, d]; row 0 is zero.</summary>
    public Tensor ItemTable { get; }

    public EfficientBehaviorMiner Backbone { get; }

    public CustomizedPrompts? Prompts { get; }

    public Device Device => ItemTable.device;

    /// <summary>A new network with random weights.</summary>
    public static DpcplNetwork Create(NetworkShape shape, PromptShape? prompts, ulong seed, Device device)
    {
        Tensor table = EfficientBehaviorMiner.CreateItemTable(shape, SeededRandom.Derive(seed, 0)).to(device);
        var backbone = new EfficientBehaviorMiner(shape, SeededRandom.Derive(seed, 1));
        backbone.to(device);
        CustomizedPrompts? cpl = prompts is null ? null : CreatePrompts(prompts, seed, device);
        return new DpcplNetwork(table.DetachFromDisposeScope(), backbone, cpl);
    }

    /// <summary>New prompts with random weights.</summary>
    public static CustomizedPrompts CreatePrompts(PromptShape shape, ulong seed, Device device)
    {
        var prompts = new CustomizedPrompts(shape, SeededRandom.Derive(seed, 2));
        prompts.to(device);
        return prompts;
    }

    /// <summary>User vectors [n, d] of a batch, with prompts when the network has some.</summary>
    public Tensor Encode(WindowInputs inputs)
    {
        Tensor? tokens = Prompts is null ? null : Prompts.forward(inputs.Prompts!, ItemTable).Tokens;
        return Backbone.forward(ItemTable, inputs.Items, inputs.Behaviors, inputs.Valid, tokens, Dropout.None);
    }

    /// <summary>Item table and backbone by name, in a fixed order.</summary>
    public List<(string Name, Tensor Values)> BackboneTensors()
    {
        List<(string, Tensor)> tensors = [("items", ItemTable)];
        tensors.AddRange(Named(Backbone));
        return tensors;
    }

    /// <summary>The prompts' parameters by name, in a fixed order; empty without prompts.</summary>
    public List<(string Name, Tensor Values)> PromptTensors() => Prompts is null ? [] : [.. Named(Prompts)];

    public void Dispose()
    {
        ItemTable.Dispose();
        Backbone.Dispose();
        Prompts?.Dispose();
    }

    private static IEnumerable<(string Name, Tensor Values)> Named(nn.Module module) =>
        module.named_parameters().Select(pair => (pair.name, (Tensor)pair.parameter));
}
