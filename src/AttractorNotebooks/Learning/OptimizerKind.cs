namespace AttractorNotebooks.Learning;

/// <summary>How a gradient becomes a change of the couplings.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019). The published choice.</summary>
    AdamW,

    /// <summary>Plain gradient descent with decoupled weight decay.</summary>
    Sgd,
}
